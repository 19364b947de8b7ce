/** Runs: one execution of training code with its params, tags and metrics. */
@NullMarked
package dev.modelyard.server.runs;

import org.jspecify.annotations.NullMarked;
