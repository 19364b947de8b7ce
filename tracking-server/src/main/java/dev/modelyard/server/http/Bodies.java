package dev.modelyard.server.http;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Reads request bodies within limits. */
final class Bodies {
  /** Largest JSON body in bytes. */
  static final int MAX_JSON = 16 << 20;

  private Bodies() {}

  static boolean isPresent(Context context) {
    return context.req().getContentLengthLong() > 0
        || context.req().getHeader("Transfer-Encoding") != null;
  }

  /**
   * The whole body, refused unless declared as JSON, and on its declared length if that is known.
   */
  static byte[] json(Context context) throws IOException {
    String type = context.req().getContentType();
    if (type == null || !mediaType(type).equals("application/json")) {
      throw ApiException.invalid("The Content-Type of this call must be application/json");
    }
    String coding = context.req().getHeader("Content-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw ApiException.invalid("Compressed bodies are not taken by this call");
    }
    long declared = context.req().getContentLengthLong();
    if (declared > MAX_JSON) {
      throw tooLarge();
    }
    InputStream in = context.req().getInputStream();
    byte[] body = in.readNBytes(declared >= 0 ? (int) declared : MAX_JSON + 1);
    if (body.length > MAX_JSON) {
      throw tooLarge();
    }
    return body;
  }

  private static String mediaType(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
  }

  private static ApiException tooLarge() {
    return new ApiException(
        ErrorCode.REQUEST_TOO_LARGE,
        "The body is larger than " + MAX_JSON + " bytes, the most that a JSON call may have");
  }
}
