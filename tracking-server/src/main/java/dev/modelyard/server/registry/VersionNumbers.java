package dev.modelyard.server.registry;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import java.util.regex.Pattern;

/** Numbers of model versions: whole, from 1 on; the wire carries them as text. */
final class VersionNumbers {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

  /** Stands for every number that no version can have. */
  static final int IMPOSSIBLE = 0;

  private VersionNumbers() {}

  /** The number that {@code text} spells, as {@code 7} and {@code 07} do. */
  static int parse(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw ApiException.invalid(
          "Invalid value \""
              + Texts.excerpt(text)
              + "\" for parameter 'version': it must be a whole number");
    }
    String digits = text.replaceFirst("^0+(?=.)", "");
    return digits.startsWith("-") || digits.length() > 9 ? IMPOSSIBLE : Integer.parseInt(digits);
  }

  static ApiException unknown(String name, String version) {
    return ApiException.notFound(
        "Model Version (name="
            + Texts.excerpt(name)
            + ", version="
            + Texts.excerpt(version)
            + ") not found");
  }
}
