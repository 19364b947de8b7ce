package dev.modelyard.server.wire;

import dev.modelyard.server.error.ApiException;
import java.util.function.Supplier;

/** What any text from outside must hold, and how texts are measured and cut. */
public final class Texts {
  private Texts() {}

  /** Returns {@code text}, or refuses it when it holds U+0000 or half of a surrogate pair. */
  static String checked(String text, Supplier<String> path) {
    if (!isStorable(text)) {
      throw ApiException.invalid(
          "Invalid value for '"
              + path.get()
              + "': it holds the character U+0000 or half of a surrogate pair, which cannot be"
              + " stored");
    }
    return text;
  }

  /** Whether UTF-8 and PostgreSQL can hold the text. */
  public static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        i++;
        if (!Character.isHighSurrogate(c)
            || i == text.length()
            || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Length in code points, as Python and PostgreSQL count. */
  public static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** At most the first {@code max} code points of {@code text}. */
  public static String cut(String text, int max) {
    if (text.length() <= max || length(text) <= max) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, max));
  }

  /** Refuses a text of more than {@code max} code points; {@code what} names it in the message. */
  public static String atMost(int max, String text, Supplier<String> what) {
    if (text.length() > max && length(text) > max) {
      throw ApiException.invalid(
          what.get() + " has " + length(text) + " characters, at most " + max + " are allowed");
    }
    return text;
  }

  /** As {@link #atMost(int, String, Supplier)}. */
  public static String atMost(int max, String text, String what) {
    return atMost(max, text, () -> what);
  }

  /** The start of a text, for messages. */
  public static String excerpt(String text) {
    return length(text) <= 100 ? text : cut(text, 100) + "…";
  }
}
