package dev.modelyard.server.artifacts.intake;

import java.util.UUID;

/**
 * Bytes that were written and measured, not yet claimed.
 *
 * @param blobId under which they lie in the store; of bytes that were not written, an id that is on
 *     no record
 */
@SuppressWarnings("ArrayRecordComponent") // made here and never changed
public record NewBlob(UUID blobId, byte[] sha256, long size) {}
