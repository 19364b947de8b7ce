package dev.modelyard.server.blobs;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class LocalBlobsTest extends BlobsContract {
  private static LocalBlobs blobs;

  @BeforeAll
  static void open(@TempDir Path folder) {
    blobs = new LocalBlobs(folder);
  }

  @Override
  Blobs blobs() {
    return blobs;
  }
}
