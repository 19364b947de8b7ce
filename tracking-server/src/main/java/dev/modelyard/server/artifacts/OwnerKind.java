package dev.modelyard.server.artifacts;

import dev.modelyard.server.loggedmodels.LoggedModelIds;
import dev.modelyard.server.runs.RunIds;
import java.util.Arrays;
import java.util.UUID;

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

  /** The kind of such a column. */
  public static OwnerKind of(String column) {
    return Arrays.stream(values())
        .filter(kind -> kind.column.equals(column))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no kind of owner: " + column));
  }

  /** An id as clients spell it. */
  public String wire(UUID id) {
    return switch (this) {
      case RUN -> RunIds.wire(id);
      case MODEL -> LoggedModelIds.wire(id);
    };
  }

  /** How messages call it. */
  String words() {
    return words;
  }
}
