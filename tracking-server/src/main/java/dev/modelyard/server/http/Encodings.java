package dev.modelyard.server.http;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Locale;

/** Which content codings a caller takes. */
final class Encodings {
  private Encodings() {}

  /** Whether the caller names {@code coding}, such as {@code gzip}, and does not weigh it zero. */
  static boolean takes(Context context, String coding) {
    String accepted = context.header("Accept-Encoding");
    return accepted != null
        && Arrays.stream(accepted.toLowerCase(Locale.ROOT).split(",", -1))
            .map(part -> part.replace(" ", ""))
            .anyMatch(part -> part.equals(coding) || isWeighed(part, coding));
  }

  private static boolean isWeighed(String part, String coding) {
    return part.startsWith(coding + ";q=") && !part.matches(coding + ";q=0(\\.0*)?");
  }
}
