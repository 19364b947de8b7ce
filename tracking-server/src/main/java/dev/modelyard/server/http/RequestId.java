package dev.modelyard.server.http;

import io.javalin.http.Context;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The name of one request in answers and in the log: 16 hex digits, made here, never taken. */
final class RequestId {
  private static final String ATTRIBUTE = "modelyard.request-id";
  static final String HEADER = "X-Request-Id";

  private RequestId() {}

  /** The id of the request at hand, made and sent along at the first call. */
  static String of(Context context) {
    String id = context.attribute(ATTRIBUTE);
    if (id == null) {
      id = make();
      context.attribute(ATTRIBUTE, id);
      context.header(HEADER, id);
    }
    return id;
  }

  static String make() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
