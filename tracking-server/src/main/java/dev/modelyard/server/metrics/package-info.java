/** Metric points: how they are packed, kept and read back. */
@NullMarked
package dev.modelyard.server.metrics;

import org.jspecify.annotations.NullMarked;
