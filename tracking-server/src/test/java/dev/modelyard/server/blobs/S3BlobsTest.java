package dev.modelyard.server.blobs;

import dev.modelyard.server.testing.S3Server;

class S3BlobsTest extends BlobsContract {
  private static final BlobLocation.S3 LOCATION = S3Server.location();
  private static final Blobs BLOBS = LOCATION.connect();

  @Override
  Blobs blobs() {
    return BLOBS;
  }
}
