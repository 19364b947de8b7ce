package dev.modelyard.server.artifacts;

/** What can have files. */
public enum OwnerKind {
  RUN("run", "run"),
  MODEL("model", "logged model");

  private final String column;
  private final String words;

  OwnerKind(String column, String words) {
    this.column = column;
    this.words = words;
  }

  /** The value of the column {@code kind}. */
  public String column() {
    return column;
  }

  /** How messages call it. */
  String words() {
    return words;
  }
}
