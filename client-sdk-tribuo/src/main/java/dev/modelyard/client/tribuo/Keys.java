package dev.modelyard.client.tribuo;

import java.util.regex.Pattern;

/** Names of Tribuo's, spelt as the wire takes keys. */
final class Keys {
  private static final int MOST = 250;

  /** All but the slash: a label may hold one, and "a//b" is no key. */
  private static final Pattern OTHERS = Pattern.compile("[^\\p{L}\\p{N}_.\\- :]");

  private Keys() {}

  static String of(String name) {
    String plain = OTHERS.matcher(name).replaceAll("_");
    String spelt = plain.replaceFirst("^\\.+", "_");
    return spelt.isEmpty()
        ? "_"
        : spelt.codePointCount(0, spelt.length()) <= MOST
            ? spelt
            : spelt.substring(0, spelt.offsetByCodePoints(0, MOST));
  }
}
