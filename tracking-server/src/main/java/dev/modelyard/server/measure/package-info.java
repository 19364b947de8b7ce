/** Figures about the running server for Prometheus: every name in one file. */
@NullMarked
package dev.modelyard.server.measure;

import org.jspecify.annotations.NullMarked;
