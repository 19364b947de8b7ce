/** Experiments: named groups of runs. */
@NullMarked
package dev.modelyard.server.experiments;

import org.jspecify.annotations.NullMarked;
