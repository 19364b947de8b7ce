package dev.modelyard.server.registry;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where a model version stands between training and use. */
public enum Stage {
  NONE("None"),
  STAGING("Staging"),
  PRODUCTION("Production"),
  ARCHIVED("Archived");

  private final String wire;

  Stage(String wire) {
    this.wire = wire;
  }

  /** As the wire and the database spell it. */
  public String wire() {
    return wire;
  }

  /** Whether versions are in use there, so that others can be archived in their favour. */
  boolean isActive() {
    return this == STAGING || this == PRODUCTION;
  }

  /** The stage that a caller names, in any case. */
  public static Stage named(String text) {
    return Arrays.stream(values())
        .filter(stage -> lower(stage.wire).equals(lower(text)))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "Invalid Model Version stage: "
                        + Texts.excerpt(text)
                        + ". Value must be one of "
                        + Arrays.stream(values()).map(Stage::wire).collect(Collectors.joining(", "))
                        + "."));
  }

  /** Not {@code equalsIgnoreCase}, which also takes the old letter ſ for an S. */
  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
