package dev.modelyard.client;

import java.util.Locale;

/** Where a version of a registered model stands. */
public enum Stage {
  NONE,
  STAGING,
  PRODUCTION,
  ARCHIVED;

  /** As the wire spells it. */
  String wire() {
    return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
  }

  static Stage named(String text) {
    for (Stage stage : values()) {
      if (stage.wire().equalsIgnoreCase(text)) {
        return stage;
      }
    }
    return NONE;
  }
}
