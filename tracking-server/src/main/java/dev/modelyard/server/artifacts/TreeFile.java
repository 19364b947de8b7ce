package dev.modelyard.server.artifacts;

import java.util.UUID;

/**
 * One of the files in a folder and below it.
 *
 * @param path relative to the folder
 * @param sha256 of its bytes, in lower-case hex
 * @param size in bytes
 * @param modified when it got these bytes, in milliseconds since the epoch
 */
public record TreeFile(String path, UUID blobId, String sha256, long size, long modified) {}
