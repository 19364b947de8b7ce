package dev.modelyard.server.blobs;

import java.nio.file.Path;

/** Opens the store of bytes. */
public final class BlobStores {
  private BlobStores() {}

  /** The store in a folder. */
  public static Blobs open(Path folder) {
    return new LocalBlobs(folder);
  }
}
