package dev.modelyard.server.changes;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far somebody has been told: all that transactions before {@code transaction} did, and all
 * events of the registry up to {@code event}. Any replica can go on from it.
 */
record Cursor(long transaction, long event) {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})");

  static Cursor parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      throw ApiException.invalid(
          "Invalid value '"
              + Texts.excerpt(text)
              + "' for 'after': must be a cursor of an earlier answer; without it all begins now");
    }
    return new Cursor(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
  }

  /** As the wire spells it. */
  String wire() {
    return transaction + "." + event;
  }
}
