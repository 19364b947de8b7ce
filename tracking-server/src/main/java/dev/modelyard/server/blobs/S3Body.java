package dev.modelyard.server.blobs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * What one request sends: bytes that are held in memory, so that the SDK may send them again, or
 * some of a caller's stream, which pass once.
 */
final class S3Body {
  private final long length;
  private final ContentStreamProvider content;
  private final boolean held;
  private boolean touched;
  private @Nullable Exception callersFailure;

  private S3Body(byte[] bytes, int length) {
    this.length = length;
    this.content = () -> new ByteArrayInputStream(bytes, 0, length);
    this.held = true;
  }

  private S3Body(InputStream in, long length) {
    this.length = length;
    this.content = () -> new View(in);
    this.held = false;
  }

  static S3Body held(byte[] bytes, int length) {
    return new S3Body(bytes, length);
  }

  static S3Body passing(InputStream in, long length) {
    return new S3Body(in, length);
  }

  RequestBody content() {
    return RequestBody.fromContentProvider(content, length, "application/octet-stream");
  }

  boolean isHeld() {
    return held;
  }

  /** Whether any of the caller's bytes are gone already. */
  boolean isTouched() {
    return touched;
  }

  /** When it was the caller's stream that failed, then throws that failure as it was. */
  void rethrowCallersFailure() throws IOException {
    if (callersFailure instanceof IOException failure) {
      throw failure;
    }
    if (callersFailure instanceof RuntimeException failure) {
      throw failure;
    }
  }

  /** Ends where the body ends, and leaves the caller's stream open. */
  private final class View extends BulkInputStream {
    private final InputStream in;
    private long left = length;

    View(InputStream in) {
      this.in = in;
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
      if (left == 0) {
        return -1;
      }
      touched = true;
      try {
        int count = in.read(into, offset, (int) Math.min(wanted, left));
        left -= Math.max(count, 0);
        return count;
      } catch (IOException | RuntimeException failure) {
        callersFailure = failure;
        throw failure;
      }
    }
  }
}
