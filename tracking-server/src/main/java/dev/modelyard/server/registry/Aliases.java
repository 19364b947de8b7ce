package dev.modelyard.server.registry;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import java.util.regex.Pattern;

/** The rule for aliases: what MLflow accepts. */
final class Aliases {
  /** Stands for the version with the highest number; never set. */
  static final String LATEST = "latest";

  private static final int MAX = 255;

  /** Letters and digits of any script, as Python's \w. */
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]+");

  private static final Pattern VERSION = Pattern.compile("[vV]\\p{Nd}+");

  private Aliases() {}

  /** Returns an alias that is asked for, or refuses it. */
  static String checked(String alias) {
    if (!NAME.matcher(alias).matches()) {
      throw ApiException.invalid(
          "Invalid alias name: '"
              + Texts.excerpt(alias)
              + "'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
    }
    return Texts.atMost(MAX, alias, "The alias");
  }

  /** As {@link #checked}, for one that is set. */
  static String settable(String alias) {
    checked(alias);
    if (isLatest(alias)) {
      throw ApiException.invalid(
          "The alias 'latest' is reserved: it always means the highest version");
    }
    if (VERSION.matcher(alias).matches()) {
      throw ApiException.invalid(
          "The alias '" + Texts.excerpt(alias) + "' is reserved: it reads as a version");
    }
    return alias;
  }

  static boolean isLatest(String alias) {
    return alias.equalsIgnoreCase(LATEST);
  }

  /** MLflow answers 400 here, not 404, and its clients go by that. */
  static ApiException unknown(String alias) {
    return ApiException.invalid("Registered model alias " + Texts.excerpt(alias) + " not found.");
  }
}
