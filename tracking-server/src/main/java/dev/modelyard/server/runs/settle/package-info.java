/** What happens to a run once it no longer changes: made ready for fast searches, in background. */
@NullMarked
package dev.modelyard.server.runs.settle;

import org.jspecify.annotations.NullMarked;
