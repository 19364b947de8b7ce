package dev.modelyard.server.page;

import org.jspecify.annotations.Nullable;

/** How dense tables are, as somebody chose for a browser. */
enum Density {
  COMFORTABLE(""),
  COMPACT(" data-density=\"compact\"");

  private final String attribute;

  Density(String attribute) {
    this.attribute = attribute;
  }

  /** What a cookie wishes for, which anyone may have written. */
  static Density of(@Nullable String wish) {
    return "compact".equals(wish) ? COMPACT : COMFORTABLE;
  }

  /** What the first element of a document says. */
  String attribute() {
    return attribute;
  }
}
