/** What operators and probes ask: health, readiness, version, metrics. */
@NullMarked
package dev.modelyard.server.ops;

import org.jspecify.annotations.NullMarked;
