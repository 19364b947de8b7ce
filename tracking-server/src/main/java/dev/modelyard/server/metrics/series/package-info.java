/** Series of points as a chart draws them: bounded by its width, whatever was logged. */
@NullMarked
package dev.modelyard.server.metrics.series;

import org.jspecify.annotations.NullMarked;
