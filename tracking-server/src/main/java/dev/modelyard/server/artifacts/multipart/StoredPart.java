package dev.modelyard.server.artifacts.multipart;

import java.util.UUID;

/**
 * A part that came to this server.
 *
 * @param etag what its sender was told, with quotes
 */
record StoredPart(int number, UUID blobId, long size, String etag) {}
