package dev.modelyard.server.http;

import java.nio.charset.StandardCharsets;

/** The header that makes a browser save a file instead of showing it (RFC 6266, RFC 8187). */
final class Disposition {
  private static final String PLAIN = "!#$&+-.^_`|~";

  private Disposition() {}

  /** For a file of any name. */
  static String attachment(String name) {
    boolean simple = name.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '%');
    return simple
        ? "attachment; filename=\"" + name + '"'
        : "attachment; filename*=utf-8''" + encoded(name);
  }

  private static String encoded(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return encoded.toString();
  }
}
