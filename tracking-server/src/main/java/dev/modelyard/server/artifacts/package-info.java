/**
 * Files of runs and logged models: their names and owners, and the calls that move them. The bytes
 * lie in a {@link dev.modelyard.server.blobs.Blobs}.
 */
@NullMarked
package dev.modelyard.server.artifacts;

import org.jspecify.annotations.NullMarked;
