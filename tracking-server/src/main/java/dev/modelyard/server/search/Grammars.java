package dev.modelyard.server.search;

import static dev.modelyard.server.search.Entity.ATTRIBUTE;
import static dev.modelyard.server.search.Entity.DATASET;
import static dev.modelyard.server.search.Entity.FILE;
import static dev.modelyard.server.search.Entity.METRIC;
import static dev.modelyard.server.search.Entity.NUMBER;
import static dev.modelyard.server.search.Entity.PARAM;
import static dev.modelyard.server.search.Entity.TAG;
import static dev.modelyard.server.search.Operator.EQUAL;
import static dev.modelyard.server.search.Operator.IN;
import static dev.modelyard.server.search.Operator.IS_NOT_NULL;
import static dev.modelyard.server.search.Operator.IS_NULL;
import static dev.modelyard.server.search.Operator.NOT_EQUAL;
import static dev.modelyard.server.search.Operator.NOT_IN;
import static dev.modelyard.server.search.ValueKind.ANY_WHOLE;
import static dev.modelyard.server.search.ValueKind.QUOTED_WHOLE;
import static dev.modelyard.server.search.ValueKind.TEXT;
import static dev.modelyard.server.search.ValueKind.TEXT_OR_BARE_NUMBER;
import static dev.modelyard.server.search.ValueKind.WHOLE;
import static dev.modelyard.server.search.ValueKind.WHOLE_OR_FRACTION;

/**
 * The grammars of MLflow 3.17: which words each search knows, seen on a running server. {@link
 * #RUN_TABLE} alone knows more.
 */
public final class Grammars {
  private Grammars() {}

  public static final Grammar EXPERIMENTS =
      Grammar.of("experiments")
          .prefix(ATTRIBUTE, "attribute")
          .prefix(TAG, "tags", "tag")
          .key(ATTRIBUTE, Rule.text(TEXT), "name")
          .key(ATTRIBUTE, Rule.of(QUOTED_WHOLE, EQUAL, NOT_EQUAL, IN, NOT_IN), "experiment_id")
          .key(ATTRIBUTE, Rule.ordered(WHOLE), "creation_time")
          .key(ATTRIBUTE, Rule.ordered(WHOLE), "last_update_time")
          .anyKey(TAG, Rule.text(TEXT, IS_NULL, IS_NOT_NULL))
          .orderPrefix("attribute")
          .orderKey("name")
          .orderKey("experiment_id")
          .orderKey("creation_time")
          .orderKey("last_update_time")
          .build();

  public static final Grammar RUNS = runs().build();

  /**
   * That of runs, and what MLflow has no words for: {@code numbers.lr} is the param {@code lr} read
   * as a number, {@code files.name} the name of any file of the run, {@code files.path} its path,
   * and {@code files.ending} its name behind a dot: {@code LIKE '%.png'} is true of {@code a.png}
   * and of {@code png}. {@code parent_run_id} is the run that a run is nested in, if that is shown
   * beside it.
   */
  public static final Grammar RUN_TABLE =
      runs()
          .prefix(NUMBER, "numbers", "number")
          .prefix(FILE, "files", "file")
          .key(ATTRIBUTE, Rule.text(TEXT, IS_NULL, IS_NOT_NULL), "parent_run_id")
          .anyKey(NUMBER, Rule.ordered(ValueKind.NUMBER))
          .key(FILE, Rule.text(TEXT, IN, NOT_IN), "name")
          .key(FILE, Rule.text(TEXT, IN, NOT_IN), "path")
          .key(FILE, Rule.text(TEXT, IN, NOT_IN), "ending")
          .orderPrefix("numbers", "number")
          .build();

  public static final Grammar REGISTERED_MODELS =
      Grammar.of("registered models")
          .prefix(ATTRIBUTE, "attribute")
          .prefix(TAG, "tags", "tag")
          .key(ATTRIBUTE, Rule.text(TEXT, IN, NOT_IN), "name")
          .anyKey(TAG, Rule.text(TEXT))
          .orderKey("name")
          .orderKey("last_updated_timestamp", "timestamp")
          .build();

  public static final Grammar MODEL_VERSIONS =
      Grammar.of("model versions")
          .prefix(ATTRIBUTE, "attribute")
          .prefix(TAG, "tags", "tag")
          .key(ATTRIBUTE, Rule.text(TEXT, IN, NOT_IN), "name")
          .key(ATTRIBUTE, Rule.text(TEXT, IN, NOT_IN), "run_id")
          .key(ATTRIBUTE, Rule.text(TEXT), "source_path")
          .key(ATTRIBUTE, Rule.ordered(ANY_WHOLE), "version_number")
          .anyKey(TAG, Rule.text(TEXT))
          .orderPrefix("attribute")
          .orderKey("name")
          .orderKey("version_number")
          .orderKey("creation_timestamp")
          .orderKey("last_updated_timestamp")
          .build();

  /** Orders name a field in an object of its own: {@link OrderKey#ofFieldName}. */
  public static final Grammar LOGGED_MODELS =
      Grammar.of("logged models")
          .backticksOnly()
          .prefix(METRIC, "metrics")
          .prefix(PARAM, "params")
          .prefix(TAG, "tags")
          .prefix(ATTRIBUTE, "attributes")
          .key(ATTRIBUTE, Rule.text(TEXT_OR_BARE_NUMBER, IN, NOT_IN), "name")
          .key(ATTRIBUTE, Rule.text(TEXT_OR_BARE_NUMBER, IN, NOT_IN), "model_id")
          .key(ATTRIBUTE, Rule.text(TEXT_OR_BARE_NUMBER, IN, NOT_IN), "model_type")
          .key(ATTRIBUTE, Rule.text(TEXT_OR_BARE_NUMBER, IN, NOT_IN), "source_run_id")
          .key(ATTRIBUTE, Rule.text(TEXT_OR_BARE_NUMBER, IN, NOT_IN), "lifecycle_stage")
          .key(ATTRIBUTE, Rule.of(ANY_WHOLE, EQUAL, NOT_EQUAL, IN, NOT_IN), "experiment_id")
          .key(ATTRIBUTE, Rule.of(ANY_WHOLE, EQUAL, NOT_EQUAL, IN, NOT_IN), "status")
          .key(
              ATTRIBUTE,
              Rule.ordered(WHOLE_OR_FRACTION),
              "creation_timestamp",
              "creation_time",
              "creation_timestamp_ms")
          .key(
              ATTRIBUTE,
              Rule.ordered(WHOLE_OR_FRACTION),
              "last_updated_timestamp",
              "last_updated_timestamp_ms")
          .anyKey(METRIC, Rule.ordered(ValueKind.NUMBER))
          .anyKey(PARAM, Rule.text(TEXT_OR_BARE_NUMBER, IN, NOT_IN))
          .anyKey(TAG, Rule.text(TEXT_OR_BARE_NUMBER, IN, NOT_IN))
          .orderPrefix("metrics")
          .orderKey("name")
          .orderKey("model_id")
          .orderKey("model_type")
          .orderKey("source_run_id")
          .orderKey("lifecycle_stage")
          .orderKey("experiment_id")
          .orderKey("status")
          .orderKey("creation_timestamp", "creation_time", "creation_timestamp_ms")
          .orderKey("last_updated_timestamp", "last_updated_timestamp_ms")
          .build();

  /** Filters take the spaced aliases of run_name, orders do not. */
  private static Grammar.Builder runs() {
    return Grammar.of("runs")
        .prefix(METRIC, "metrics", "metric")
        .prefix(PARAM, "params", "param", "parameters", "parameter")
        .prefix(TAG, "tags", "tag")
        .prefix(ATTRIBUTE, "attributes", "attribute", "attr", "run")
        .prefix(DATASET, "datasets", "dataset")
        .key(ATTRIBUTE, Rule.text(TEXT, IN, NOT_IN), "run_id")
        .key(ATTRIBUTE, Rule.text(TEXT), "run_name", "run name", "Run name", "Run Name")
        .key(ATTRIBUTE, Rule.text(TEXT), "status")
        .key(ATTRIBUTE, Rule.text(TEXT), "user_id")
        .key(ATTRIBUTE, Rule.text(TEXT), "artifact_uri")
        .key(ATTRIBUTE, Rule.ordered(WHOLE_OR_FRACTION), "start_time", "created", "Created")
        .key(ATTRIBUTE, Rule.ordered(WHOLE_OR_FRACTION), "end_time")
        .key(DATASET, Rule.text(TEXT, IN, NOT_IN), "name")
        .key(DATASET, Rule.text(TEXT, IN, NOT_IN), "digest")
        .key(DATASET, Rule.text(TEXT, IN, NOT_IN), "context")
        .anyKey(METRIC, Rule.ordered(ValueKind.NUMBER))
        .anyKey(PARAM, Rule.text(TEXT, IS_NULL, IS_NOT_NULL))
        .anyKey(TAG, Rule.text(TEXT, IS_NULL, IS_NOT_NULL))
        .orderPrefix("metrics", "metric", "params", "param", "parameters", "parameter")
        .orderPrefix("tags", "tag", "attributes", "attribute", "attr", "run")
        .orderKey("start_time", "created", "Created")
        .orderKey("end_time")
        .orderKey("status")
        .orderKey("user_id")
        .orderKey("artifact_uri")
        .orderKey("run_id")
        .orderKey("run_name");
  }
}
