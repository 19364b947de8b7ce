package dev.modelyard.server.search;

/** How the value beside a field must be written, with the words that say so. */
enum ValueKind {
  TEXT("a text in single or double quotes"),
  /** Logged models take {@code params.p = 1} for the text 1. */
  TEXT_OR_BARE_NUMBER("a text in single quotes or a bare number"),
  NUMBER("a bare number such as 1, -0.5 or 1e3"),
  /** A whole-numbered column that MLflow compares with fractions, too. */
  WHOLE_OR_FRACTION("a bare number such as 1, -0.5 or 1e3"),
  WHOLE("a bare whole number, without fraction or exponent"),
  QUOTED_WHOLE("a whole number in quotes"),
  ANY_WHOLE("a whole number, bare or in quotes");

  private final String words;

  ValueKind(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  boolean isText() {
    return this == TEXT || this == TEXT_OR_BARE_NUMBER;
  }
}
