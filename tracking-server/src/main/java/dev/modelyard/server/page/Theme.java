package dev.modelyard.server.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether pages are light or dark, as somebody chose for a browser. */
enum Theme {
  SYSTEM,
  LIGHT,
  DARK;

  /** What a cookie wishes for, which anyone may have written. */
  static Theme of(@Nullable String wish) {
    for (Theme theme : values()) {
      if (theme.word().equals(wish)) {
        return theme;
      }
    }
    return SYSTEM;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the first element of a document says. */
  String attribute() {
    return this == SYSTEM ? "" : " data-theme=\"" + word() + "\"";
  }
}
