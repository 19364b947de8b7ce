package dev.modelyard.server.wire;

import dev.modelyard.server.error.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Undoes the percent-encoding of URIs, strictly: what is no UTF-8 is refused. */
public final class PercentCoding {
  private PercentCoding() {}

  /** A text of a path, where a plus stands for itself. */
  public static String decodedPath(String text) {
    return decoded(text, false, "path");
  }

  /** A text of a query string, where a plus stands for a blank. */
  static String decodedQuery(String text) {
    return decoded(text, true, "query string");
  }

  private static String decoded(String text, boolean plusIsBlank, String where) {
    boolean plain = text.indexOf('%') < 0 && !(plusIsBlank && text.indexOf('+') >= 0);
    if (plain && text.chars().allMatch(c -> c < 128)) {
      return text;
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '+' && plusIsBlank) {
        bytes.write(' ');
      } else if (raw[i] == '%') {
        int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw ApiException.invalid("The " + where + " holds a broken percent-encoding");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(raw[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException invalid) {
      throw ApiException.invalid("The " + where + " is not valid UTF-8");
    }
  }
}
