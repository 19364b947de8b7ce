/** Logging in numbered streams: whatever is sent again counts once. */
@NullMarked
package dev.modelyard.server.runs.streams;

import org.jspecify.annotations.NullMarked;
