package dev.modelyard.server.runs;

import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.KeyValue;
import dev.modelyard.server.wire.Keys;
import dev.modelyard.server.wire.Texts;
import org.jspecify.annotations.Nullable;

/** A note on a run: text that may change. */
public record Tag(String key, String value) {
  /** Longest value in code points. */
  static final int MAX_VALUE = 8_000;

  /** The tag that mirrors the run's name: whoever sets it renames the run. */
  public static final String RUN_NAME = "mlflow.runName";

  /** The tag that names the run which a run is nested in. */
  public static final String PARENT = "mlflow.parentRunId";

  boolean isEmptyName() {
    return key.equals(RUN_NAME) && value.isEmpty();
  }

  /** A tag of a run that exists: a longer value is cut, as MLflow's clients expect. */
  public static Tag read(FieldReader in) {
    KeyValue tag = KeyValue.readKeyed(in);
    return new Tag(Keys.checked(tag.key(), in, "key"), Texts.cut(tag.value(), MAX_VALUE));
  }

  /** A tag by key and value, both as the wire gave them. */
  static Tag of(String key, @Nullable String value) {
    return new Tag(Keys.checked(key, "key"), value == null ? "" : Texts.cut(value, MAX_VALUE));
  }

  /** A tag of a run to be made: any characters in the key, but no longer value, as on MLflow. */
  static Tag readForNewRun(FieldReader in) {
    KeyValue tag = KeyValue.readKeyed(in);
    return new Tag(
        Keys.ofLength(tag.key(), in, "key"),
        Texts.atMost(MAX_VALUE, tag.value(), () -> "The value in '" + in.path("value") + "'"));
  }
}
