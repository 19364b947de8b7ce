package dev.modelyard.server.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.error.ApiException;
import java.io.IOException;
import java.util.function.Supplier;

/** Numbers in their ranges; as text they are ASCII digits only, without blanks or clipping. */
public final class Numbers {
  private Numbers() {}

  /** Returns {@code given}, or refuses it outside the range; {@code path} names it. */
  public static int within(int least, int most, long given, String path) {
    if (given < least || given > most) {
      throw ApiException.invalid(
          "Invalid value " + given + " for '" + path + "': must be from " + least + " to " + most);
    }
    return (int) given;
  }

  /** Writes a number; JSON has none for NaN and infinity, which are written as their words. */
  public static void write(JsonGenerator out, double value) throws IOException {
    if (Double.isFinite(value)) {
      out.writeNumber(value);
    } else {
      out.writeString(Double.toString(value));
    }
  }

  static long int64(String text, Supplier<String> path) {
    int digits = text.startsWith("-") ? 1 : 0;
    boolean whole = text.length() > digits && text.length() <= 20;
    for (int i = digits; whole && i < text.length(); i++) {
      whole = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (whole) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException outOfRange) {
        whole = false;
      }
    }
    throw ApiException.invalid(
        "Invalid value \""
            + Texts.excerpt(text)
            + "\" for '"
            + path.get()
            + "': must be a whole number of 64 bits");
  }

  static double float64(String text, Supplier<String> path) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> decimal(text, path);
    };
  }

  private static double decimal(String text, Supplier<String> path) {
    // Double.parseDouble also takes blanks, hexadecimal, words and a trailing f or d.
    boolean plain = !text.isEmpty();
    for (int i = 0; plain && i < text.length(); i++) {
      char c = text.charAt(i);
      plain = (c >= '0' && c <= '9') || ".-+eE".indexOf(c) >= 0;
    }
    if (plain) {
      try {
        return finite(Double.parseDouble(text), path);
      } catch (NumberFormatException malformed) {
        plain = false;
      }
    }
    throw ApiException.invalid(
        "Invalid value \""
            + Texts.excerpt(text)
            + "\" for '"
            + path.get()
            + "': must be a number, or one of \"NaN\", \"Infinity\", \"-Infinity\"");
  }

  /** Refuses a number that only became infinite by being read. */
  static double finite(double value, Supplier<String> path) {
    if (Double.isInfinite(value)) {
      throw ApiException.invalid(
          "Invalid value for '"
              + path.get()
              + "': out of the range of a double; infinity is spelled \"Infinity\"");
    }
    return value;
  }
}
