package dev.modelyard.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A good body of each call, as field names with their values in JSON. */
final class GoodBodies {
  static final String OWN = "/api/modelyard/1.0/";

  /** A registered model with a version, as JSON. */
  static final String MODEL = "\"good\"";

  static final List<String> ALL =
      List.of(
          "experiment_id",
          "name",
          "new_name",
          "artifact_location",
          "tags",
          "key",
          "value",
          "run_id",
          "run_uuid",
          "run_name",
          "user_id",
          "start_time",
          "end_time",
          "status",
          "timestamp",
          "step",
          "metrics",
          "params",
          "model_json",
          "datasets",
          "models",
          "model_id",
          "model_type",
          "source_run_id",
          "dataset_name",
          "dataset_digest",
          "tag_key",
          "max_results",
          "page_token",
          "filter",
          "order_by",
          "view_type",
          "run_view_type",
          "experiment_ids",
          "version",
          "source",
          "run_link",
          "description",
          "stage",
          "stages",
          "alias",
          "archive_existing_versions",
          "mode",
          "protected_aliases",
          "expected_production",
          "reason",
          "stream",
          "first_sequence",
          "records",
          "run_ids",
          "keys",
          "x",
          "from",
          "to",
          "buckets",
          "address");

  private GoodBodies() {}

  static Map<String, String> of(String call, String experiment, String run) {
    String id = '"' + experiment + '"';
    String runId = '"' + run + '"';
    return switch (call) {
      case "experiments/create" ->
          fields(
              "name",
              "\"n" + System.nanoTime() + "\"",
              "artifact_location",
              "\"s3://bucket/x\"",
              "tags",
              "[{\"key\":\"k\",\"value\":\"v\"}]");
      case "experiments/search" ->
          fields(
              "max_results",
              "5",
              "page_token",
              "\"\"",
              "filter",
              "\"name != 'x'\"",
              "order_by",
              "[\"name\"]",
              "view_type",
              "\"ALL\"");
      case "experiments/update" ->
          fields("experiment_id", id, "new_name", "\"r" + System.nanoTime() + "\"");
      case "experiments/delete", "experiments/restore" -> fields("experiment_id", id);
      case "experiments/set-experiment-tag" ->
          fields("experiment_id", id, "key", "\"k\"", "value", "\"v\"");
      case "experiments/delete-experiment-tag" -> fields("experiment_id", id, "key", "\"k\"");
      case "runs/create" ->
          fields(
              "experiment_id",
              id,
              "run_name",
              "\"n\"",
              "user_id",
              "\"u\"",
              "start_time",
              "1",
              "tags",
              "[{\"key\":\"k\",\"value\":\"v\"}]");
      case "runs/search" ->
          fields(
              "experiment_ids",
              "[" + id + "]",
              "filter",
              "\"metrics.m > 0\"",
              "run_view_type",
              "\"ALL\"",
              "max_results",
              "5",
              "order_by",
              "[\"params.p\"]",
              "page_token",
              "\"\"");
      case "PUT " + OWN + "runs/{run_id}" ->
          fields(
              "experiment_id",
              "\"0\"",
              "run_name",
              "\"n\"",
              "user_id",
              "\"u\"",
              "start_time",
              "1700000000000",
              "tags",
              "[{\"key\":\"k\",\"value\":\"v\"}]");
      case OWN + "runs/{run_id}/log" ->
          fields(
              "stream",
              "\"s\"",
              "first_sequence",
              "1",
              "records",
              "[{\"metric\":{\"key\":\"k\",\"value\":1,\"timestamp\":1}},"
                  + "{\"param\":{\"key\":\"k\",\"value\":\"v\"}},"
                  + "{\"tag\":{\"key\":\"k\",\"value\":\"v\"}},{\"skip\":1}]");
      case OWN + "runs/table" ->
          fields(
              "experiment_ids",
              "[\"0\"]",
              "run_ids",
              "[" + runId + "]",
              "filter",
              "\"metrics.m > 1\"",
              "words",
              "[\"w\"]",
              "view",
              "\"ALL\"",
              "order_by",
              "[\"params.p\"]",
              "columns",
              "[\"metrics.m\"]",
              "max_results",
              "5",
              "page_token",
              "\"\"",
              "count",
              "true",
              "children",
              "true",
              "group_by",
              "\"params.p\"",
              "group_value",
              "\"v\"");
      case OWN + "runs/groups" ->
          fields(
              "experiment_ids",
              "[\"0\"]",
              "filter",
              "\"metrics.m > 1\"",
              "words",
              "[\"w\"]",
              "view",
              "\"ALL\"",
              "by",
              "\"params.p\"",
              "columns",
              "[\"metrics.m\"]");
      case OWN + "views" -> fields("address", "\"/e/1\"");
      case OWN + "runs/with-file" -> fields("run_ids", "[" + runId + "]", "path", "\"a.txt\"");
      case "runs/update" ->
          fields(
              "run_id",
              runId,
              "run_uuid",
              runId,
              "status",
              "\"FINISHED\"",
              "end_time",
              "2",
              "run_name",
              "\"n\"");
      case "runs/delete", "runs/restore" -> fields("run_id", runId);
      case "runs/log-metric" ->
          fields(
              "run_id",
              runId,
              "run_uuid",
              runId,
              "key",
              "\"k\"",
              "value",
              "1",
              "timestamp",
              "1",
              "step",
              "1",
              "model_id",
              "\"\"",
              "dataset_name",
              "\"\"",
              "dataset_digest",
              "\"\"");
      case "runs/log-batch" ->
          fields(
              "run_id",
              runId,
              "metrics",
              "[{\"key\":\"k\",\"value\":1,\"timestamp\":1}]",
              "params",
              "[{\"key\":\"k\",\"value\":\"v\"}]",
              "tags",
              "[{\"key\":\"k\",\"value\":\"v\"}]");
      case "runs/log-parameter", "runs/set-tag" ->
          fields("run_id", runId, "run_uuid", runId, "key", "\"k\"", "value", "\"v\"");
      case "runs/delete-tag" -> fields("run_id", runId, "key", "\"k\"");
      case "runs/log-inputs" ->
          fields(
              "run_id",
              runId,
              "datasets",
              "[{\"tags\":[{\"key\":\"k\",\"value\":\"v\"}],\"dataset\":{\"name\":\"d\"}}]",
              "models",
              "[{\"model_id\":\"m\"}]");
      case "runs/outputs" -> fields("run_id", runId, "models", "[{\"model_id\":\"m\",\"step\":1}]");
      case "logged-models" ->
          fields(
              "experiment_id",
              id,
              "name",
              "\"n\"",
              "model_type",
              "\"t\"",
              "source_run_id",
              runId,
              "params",
              "[{\"key\":\"k\",\"value\":\"v\"}]",
              "tags",
              "[{\"key\":\"k\",\"value\":\"v\"}]");
      case "logged-models/search" ->
          fields(
              "experiment_ids",
              "[" + id + "]",
              "filter",
              "\"metrics.m > 0\"",
              "datasets",
              "[{\"dataset_name\":\"d\",\"dataset_digest\":\"1\"}]",
              "max_results",
              "5",
              "order_by",
              "[{\"field_name\":\"metrics.m\",\"ascending\":false,\"dataset_name\":\"d\"}]",
              "page_token",
              "\"\"");
      case "PATCH logged-models/{model_id}" ->
          fields("model_id", "\"m-1\"", "status", "\"LOGGED_MODEL_READY\"");
      case "DELETE logged-models/{model_id}" -> fields("model_id", "\"m-1\"");
      case "logged-models/{model_id}/params" ->
          fields("model_id", "\"m-1\"", "params", "[{\"key\":\"k\",\"value\":\"v\"}]");
      case "PATCH logged-models/{model_id}/tags" ->
          fields("model_id", "\"m-1\"", "tags", "[{\"key\":\"k\",\"value\":\"v\"}]");
      case "DELETE logged-models/{model_id}/tags/<tag_key>" ->
          fields("model_id", "\"m-1\"", "tag_key", "\"k\"");
      case "runs/log-model" -> fields("run_id", runId, "model_json", modelJson().toString());
      case "registered-models/create", OWN + "models" ->
          fields(
              "name",
              "\"n" + System.nanoTime() + "\"",
              "description",
              "\"d\"",
              "tags",
              "[{\"key\":\"k\",\"value\":\"v\"}]",
              "mode",
              "\"open\"",
              "protected_aliases",
              "[\"champion\"]");
      case "PATCH registered-models/update" -> fields("name", MODEL, "description", "\"d\"");
      case "registered-models/rename" ->
          fields("name", "\"nobody\"", "new_name", "\"r" + System.nanoTime() + "\"");
      case "DELETE registered-models/delete" -> fields("name", "\"nobody\"");
      case "registered-models/set-tag" -> fields("name", MODEL, "key", "\"k\"", "value", "\"v\"");
      case "DELETE registered-models/delete-tag" -> fields("name", MODEL, "key", "\"k\"");
      case "registered-models/get-latest-versions" ->
          fields("name", MODEL, "stages", "[\"Production\"]");
      case "registered-models/alias" -> fields("name", MODEL, "alias", "\"a\"", "version", "\"1\"");
      case "DELETE registered-models/alias" -> fields("name", MODEL, "alias", "\"a\"");
      case "model-versions/create" ->
          fields(
              "name",
              MODEL,
              "source",
              "\"s3://bucket/model\"",
              "run_id",
              runId,
              "model_id",
              "\"\"",
              "run_link",
              "\"l\"",
              "description",
              "\"d\"",
              "tags",
              "[{\"key\":\"k\",\"value\":\"v\"}]");
      case "PATCH model-versions/update" ->
          fields("name", MODEL, "version", "\"1\"", "description", "\"d\"");
      case "DELETE model-versions/delete" -> fields("name", MODEL, "version", "\"2\"");
      case "model-versions/set-tag" ->
          fields("name", MODEL, "version", "\"1\"", "key", "\"k\"", "value", "\"v\"");
      case "DELETE model-versions/delete-tag" ->
          fields("name", MODEL, "version", "\"1\"", "key", "\"k\"");
      case "model-versions/transition-stage" ->
          fields(
              "name",
              MODEL,
              "version",
              "\"1\"",
              "stage",
              "\"Staging\"",
              "archive_existing_versions",
              "true");
      case "PATCH " + OWN + "models/{name}" ->
          fields("mode", "\"open\"", "protected_aliases", "[\"a\"]", "reason", "\"r\"");
      case OWN + "models/{name}/versions/{version}/transitions" ->
          fields(
              "stage",
              "\"Staging\"",
              "archive_existing_versions",
              "true",
              "aliases",
              "[\"a\"]",
              "expected_production",
              "\"\"",
              "reason",
              "\"r\"");
      case OWN + "models/{name}/rollback" ->
          fields("aliases", "[\"a\"]", "expected_production", "\"\"", "reason", "\"r\"");
      case OWN + "models/{name}/aliases" ->
          fields("alias", "\"a\"", "version", "\"1\"", "reason", "\"r\"");
      case OWN + "metrics/series" ->
          fields(
              "run_ids",
              "[" + runId + "]",
              "keys",
              "[\"m\"]",
              "x",
              "\"step\"",
              "from",
              "0",
              "to",
              "9.5",
              "buckets",
              "100");
      default -> throw new AssertionError("Say what a good body of " + call + " is");
    };
  }

  private static ObjectNode model() {
    return Json.object(
        "artifact_path", "m", "flavors", Map.of(), "run_id", "r", "utc_time_created", "t");
  }

  private static JsonNode modelJson() {
    return Json.object("text", model().toString()).path("text");
  }

  private static Map<String, String> fields(String... namesAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  static String json(Map<String, String> fields) {
    List<String> pairs = new ArrayList<>();
    fields.forEach((name, value) -> pairs.add('"' + name + "\":" + value));
    return "{" + String.join(",", pairs) + "}";
  }
}
