package dev.modelyard.server.fetch;

import java.util.Locale;

/** Numbers of bytes for people. */
final class Sizes {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

  private Sizes() {}

  static String words(long bytes) {
    if (bytes < 1_024) {
      return bytes + " bytes";
    }
    double number = bytes / 1_024.0;
    int unit = 0;
    while (number >= 1_024 && unit < UNITS.length - 1) {
      number /= 1_024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", number, UNITS[unit]);
  }
}
