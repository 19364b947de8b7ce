package dev.modelyard.server.runs;

import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.Keys;
import dev.modelyard.server.wire.Texts;
import org.jspecify.annotations.Nullable;

/** A setting of a run: text, written once. */
public record Param(String key, String value) {
  /** Longest value in code points; MLflow cuts longer ones, and clients rely on that. */
  static final int MAX_VALUE = 6_000;

  static Param read(FieldReader in) {
    String key = null;
    String value = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "key" -> key = in.string();
        case "value" -> value = in.string();
        default -> in.skip();
      }
    }
    return new Param(Keys.checked(in.requireText(key, "key"), in, "key"), cut(value));
  }

  /** A param by key and value, both as the wire gave them. */
  static Param of(String key, @Nullable String value) {
    return new Param(Keys.checked(key, "key"), cut(value));
  }

  private static String cut(@Nullable String value) {
    return value == null ? "" : Texts.cut(value, MAX_VALUE);
  }
}
