package dev.modelyard.server.runs;

import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.KeyValue;
import dev.modelyard.server.wire.Keys;
import dev.modelyard.server.wire.Texts;
import org.jspecify.annotations.Nullable;

/** A setting of a run: text, written once. */
public record Param(String key, String value) {
  /** Longest value in code points; MLflow cuts longer ones, and clients rely on that. */
  static final int MAX_VALUE = 6_000;

  /** A param of a run that exists: a longer value is cut, as MLflow's clients expect. */
  public static Param read(FieldReader in) {
    KeyValue param = KeyValue.readKeyed(in);
    return new Param(Keys.checked(param.key(), in, "key"), Texts.cut(param.value(), MAX_VALUE));
  }

  /** A param by key and value, both as the wire gave them. */
  static Param of(String key, @Nullable String value) {
    return new Param(Keys.checked(key, "key"), value == null ? "" : Texts.cut(value, MAX_VALUE));
  }
}
