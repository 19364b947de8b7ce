package dev.modelyard.server.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * So many bytes of a caller's stream as the body of one request. The SDK may begin it anew only
 * while nothing was read; after that the bytes are gone.
 */
final class S3Body {
  private final InputStream in;
  private final long length;
  private long taken;
  private @Nullable Exception callersFailure;

  S3Body(InputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  /** Sends it. When it is the caller's stream that fails, then that failure comes out as it was. */
  <T> T send(Function<RequestBody, T> request) throws IOException {
    try {
      return request.apply(
          RequestBody.fromContentProvider(this::open, length, "application/octet-stream"));
    } catch (RuntimeException failure) {
      if (callersFailure instanceof IOException callers) {
        throw callers;
      }
      throw callersFailure instanceof RuntimeException callers ? callers : failure;
    }
  }

  private InputStream open() {
    if (taken > 0) {
      throw new IllegalStateException("Part of the body was sent already; it cannot be sent again");
    }
    return new View();
  }

  /** Ends where the body ends, and leaves the caller's stream open. */
  private final class View extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
      if (taken == length) {
        return -1;
      }
      try {
        int count = in.read(into, offset, (int) Math.min(wanted, length - taken));
        taken += Math.max(count, 0);
        return count;
      } catch (IOException | RuntimeException failure) {
        callersFailure = failure;
        throw failure;
      }
    }
  }
}
