package dev.modelyard.server.blobs;

import java.io.IOException;
import java.io.InputStream;

/** A stream whose bytes are asked for in bulk; a single one is a bulk of one. Not thread-safe. */
public abstract class BulkInputStream extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] into, int offset, int length) throws IOException;
}
