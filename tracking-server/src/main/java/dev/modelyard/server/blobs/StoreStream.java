package dev.modelyard.server.blobs;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream of the store's, whose failures are told as the store's and not as a caller's. */
final class StoreStream extends FilterInputStream {
  private final String what;

  /** {@code what} names the blob for the operator. */
  StoreStream(InputStream in, String what) {
    super(in);
    this.what = what;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
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
}
