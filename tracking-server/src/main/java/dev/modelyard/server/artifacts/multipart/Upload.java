package dev.modelyard.server.artifacts.multipart;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An upload that a client has begun.
 *
 * @param blobId under which a store that takes the parts itself will make the blob
 * @param storeId that store's name of the upload; null when the parts come to this server
 * @param place the path that the file will have, as the artifact calls take it
 * @param done whether the file is there already
 */
record Upload(UUID blobId, @Nullable String storeId, String place, boolean done) {}
