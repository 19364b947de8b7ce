package dev.modelyard.client.wire;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The wire's rules for keys and texts, so that nothing is spooled that a server would refuse. */
public final class Texts {
  private static final int MAX_KEY = 250;
  private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{N}_/.\\- :]+");

  private Texts() {}

  /** What is wrong with a key of a metric, param or tag, or null when nothing is. */
  public static @Nullable String faultOfKey(@Nullable String key) {
    if (key == null || key.isEmpty()) {
      return "a key is missing";
    }
    if (key.codePointCount(0, key.length()) > MAX_KEY) {
      return "a key is longer than " + MAX_KEY + " characters";
    }
    if (!KEY.matcher(key).matches() || key.startsWith("..") || key.equals(".")) {
      return "a key holds other characters than letters, digits, '_', '-', '.', ' ', ':' and '/'";
    }
    for (String part : key.split("/", -1)) {
      if (key.indexOf('/') >= 0 && (part.isEmpty() || part.equals(".") || part.equals(".."))) {
        return "a key is no plain relative path";
      }
    }
    return null;
  }

  /** The text, cut to so many characters, with what no server can store replaced. */
  public static String fit(String text, int most) {
    String clean = text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    return clean.codePointCount(0, clean.length()) <= most
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, most));
  }
}
