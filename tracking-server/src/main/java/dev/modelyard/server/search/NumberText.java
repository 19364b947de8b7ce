package dev.modelyard.server.search;

import java.util.OptionalLong;

/** The spelling of numbers: {@code 1}, {@code -1.5}, {@code .5}, {@code 1.}, {@code 1e-3}. */
final class NumberText {
  private NumberText() {}

  /** Where the number that starts here ends; the start itself if there is none. */
  static int end(String text, int start) {
    int whole = text.startsWith("-", start) ? start + 1 : start;
    int point = digits(text, whole);
    int end = point;
    if (text.startsWith(".", point)) {
      end = digits(text, point + 1);
      if (end == point + 1) {
        return point > whole ? end : start;
      }
    }
    if (end == whole) {
      return start;
    }
    return exponent(text, end);
  }

  private static int exponent(String text, int start) {
    if (start == text.length() || "eE".indexOf(text.charAt(start)) < 0) {
      return start;
    }
    int first = text.startsWith("-", start + 1) ? start + 2 : start + 1;
    int end = digits(text, first);
    return end > first ? end : start;
  }

  private static int digits(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /** The value of ASCII digits with an optional minus that fit 64 bits; else empty. */
  static OptionalLong whole(String text) {
    int first = text.startsWith("-") ? 1 : 0;
    if (first == text.length() || digits(text, first) != text.length()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException outOfRange) {
      return OptionalLong.empty();
    }
  }
}
