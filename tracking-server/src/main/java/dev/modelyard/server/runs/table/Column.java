package dev.modelyard.server.runs.table;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Keys;
import dev.modelyard.server.wire.Texts;
import java.util.List;
import java.util.Locale;

/** A column of a table of runs, which the wire calls {@code metrics.loss}: the key is as it is. */
record Column(Kind kind, String key) {

  /** What of a run a column shows. */
  enum Kind {
    METRIC("metrics."),
    PARAM("params."),
    TAG("tags.");

    private final String beginning;

    Kind(String beginning) {
      this.beginning = beginning;
    }
  }

  private static final int MOST = 200;

  /** Those that the wire names, each once. */
  static List<Column> parse(List<String> texts) {
    if (texts.size() > MOST) {
      throw ApiException.invalid("Too many columns: " + texts.size() + "; at most " + MOST);
    }
    return texts.stream().distinct().map(Column::parse).toList();
  }

  static Column parse(String text) {
    for (Kind kind : Kind.values()) {
      if (text.startsWith(kind.beginning) && text.length() > kind.beginning.length()) {
        String key = text.substring(kind.beginning.length());
        return new Column(
            kind,
            Texts.atMost(
                Keys.MAX_LENGTH,
                key,
                () -> "The " + kind.name().toLowerCase(Locale.ROOT) + " key"));
      }
    }
    throw ApiException.invalid(
        "Invalid column '"
            + Texts.excerpt(text)
            + "': it must be metrics.KEY, params.KEY or tags.KEY, the key without quotes");
  }

  String wire() {
    return kind.beginning + key;
  }
}
