package dev.modelyard.server.blobs;

import java.io.IOException;
import java.io.InputStream;

/**
 * A body whose end comes in one read, and so goes to the network in one write.
 *
 * <p>The SDK ends a signed body with a chunk of no bytes, which it hands out in pieces of one byte
 * and more. A server that answers as soon as it has all data, as s3proxy does, then closes the
 * connection on the rest, and what was stored looks like a failure.
 */
final class OneLastRead extends BulkInputStream {
  private static final int HELD = 16 * 1_024;

  /** Far more than the empty chunk and its signature, less than the 4 KiB that are asked for. */
  static final int LAST = 2 * 1_024;

  private final InputStream in;
  private final byte[] held = new byte[HELD];
  private int start;
  private int end;
  private boolean ended;

  OneLastRead(InputStream in) {
    this.in = in;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (!ended && end - start <= LAST) {
      refill();
    }
    int available = end - start;
    if (available == 0 && length > 0) {
      return -1;
    }
    boolean inOne = ended && (available <= length || available <= LAST);
    int count = Math.min(length, inOne ? available : available - LAST);
    System.arraycopy(held, start, into, offset, count);
    start += count;
    return count;
  }

  private void refill() throws IOException {
    System.arraycopy(held, start, held, 0, end - start);
    end -= start;
    start = 0;
    while (!ended && end < held.length) {
      int count = in.read(held, end, held.length - end);
      ended = count < 0;
      end += Math.max(count, 0);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
