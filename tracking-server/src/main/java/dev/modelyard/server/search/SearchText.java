package dev.modelyard.server.search;

import dev.modelyard.server.error.ApiException;

/** A filter or an order key as it came, checked for what no text may hold; makes the complaints. */
record SearchText(String what, String text) {
  static final int MAX_BYTES = 64 * 1024;
  private static final int EXCERPT = 30;

  SearchText {
    requireFit(what, text);
  }

  /** The complaint names the place by character, since callers count those and not UTF-16 units. */
  ApiException fault(int index, String problem) {
    int character = text.codePointCount(0, index) + 1;
    String place =
        index == text.length()
            ? "at its end"
            : "at character " + character + " near \"" + excerpt(index) + "\"";
    return ApiException.invalid("Invalid " + what + " " + place + ": " + problem);
  }

  private String excerpt(int index) {
    int left = text.codePointCount(index, text.length());
    int end = text.offsetByCodePoints(index, Math.min(left, EXCERPT));
    return text.substring(index, end) + (left > EXCERPT ? "…" : "");
  }

  private static void requireFit(String what, String text) {
    long bytes = 0;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      if (point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
        throw ApiException.invalid(
            "Invalid "
                + what
                + " at character "
                + (text.codePointCount(0, at) + 1)
                + ": U+0000 and lone surrogates are not text");
      }
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes > MAX_BYTES) {
        throw ApiException.invalid(
            "Invalid " + what + ": longer than " + MAX_BYTES + " bytes of UTF-8");
      }
      at += Character.charCount(point);
    }
  }
}
