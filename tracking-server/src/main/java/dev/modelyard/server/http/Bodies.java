package dev.modelyard.server.http;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Reads request bodies within limits. */
final class Bodies {
  /** Largest JSON body in bytes. */
  static final int MAX_JSON = 16 << 20;

  /** Largest JSON body of calls that carry schemas and profiles of datasets. */
  static final int MAX_LARGE_JSON = 64 << 20;

  /** A body may come as slowly as it likes for this long. */
  private static final int PATIENCE_SECONDS = 30;

  private static final int MIN_BYTES_PER_SECOND = 1_024;

  private Bodies() {}

  static boolean isPresent(Context context) {
    return context.req().getContentLengthLong() > 0
        || context.req().getHeader("Transfer-Encoding") != null;
  }

  /**
   * The whole body, refused unless declared as JSON, and on its declared length if that is known.
   */
  static byte[] json(Context context, int most) throws IOException {
    String type = context.req().getContentType();
    if (type == null || !mediaType(type).equals("application/json")) {
      throw ApiException.invalid("The Content-Type of this call must be application/json");
    }
    String coding = context.req().getHeader("Content-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw ApiException.invalid("Compressed bodies are not taken by this call");
    }
    long declared = context.req().getContentLengthLong();
    if (declared > most) {
      throw tooLarge(most);
    }
    int expected = declared >= 0 ? (int) declared : 8_192;
    byte[] body = read(context.req().getInputStream(), expected, most);
    if (body.length > most) {
      throw tooLarge(most);
    }
    return body;
  }

  /** Reads to the end, or one byte more than is allowed; a body that trickles is given up. */
  private static byte[] read(InputStream in, int expected, int most) throws IOException {
    long start = System.nanoTime();
    byte[] body = new byte[expected];
    int length = 0;
    while (length <= most) {
      if (length == body.length) {
        int next = in.read();
        if (next < 0) {
          break;
        }
        body = Arrays.copyOf(body, Math.min(most + 1, Math.max(1_024, 2 * length)));
        body[length++] = (byte) next;
      }
      int n = in.read(body, length, body.length - length);
      if (n < 0) {
        break;
      }
      length += n;
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      if (seconds > PATIENCE_SECONDS && length / seconds < MIN_BYTES_PER_SECOND) {
        throw ApiException.invalid("The body came too slowly");
      }
    }
    return length == body.length ? body : Arrays.copyOf(body, length);
  }

  private static String mediaType(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
  }

  private static ApiException tooLarge(int most) {
    return new ApiException(
        ErrorCode.REQUEST_TOO_LARGE,
        "The body is larger than " + most + " bytes, the most that this call may have");
  }
}
