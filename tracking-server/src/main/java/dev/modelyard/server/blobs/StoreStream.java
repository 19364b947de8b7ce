package dev.modelyard.server.blobs;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import java.io.IOException;
import java.io.InputStream;

/** A stream of the store's, whose failures are told as the store's and not as a caller's. */
final class StoreStream extends BulkInputStream {
  private final InputStream in;
  private final String what;

  /** {@code what} names the blob for the operator. */
  StoreStream(InputStream in, String what) {
    this.in = in;
    this.what = what;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    try {
      return in.read(bytes, offset, length);
    } catch (IOException failure) {
      throw new BlobStoreException(
          Kind.UNAVAILABLE, what + " cannot be read: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
