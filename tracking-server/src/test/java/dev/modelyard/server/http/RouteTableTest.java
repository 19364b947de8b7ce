package dev.modelyard.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import io.javalin.http.HandlerType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Promises that hold for every route, whatever it does. */
class RouteTableTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String API_2 = "/api/2.0/mlflow/";

  private static final Set<HandlerType> BODY_METHODS =
      Set.of(HandlerType.POST, HandlerType.PATCH, HandlerType.DELETE);

  private static Client client;
  private static List<Route> routes;
  private static String model;

  @BeforeAll
  static void look() {
    client = server.client();
    routes = server.api().routes();
    model =
        client
            .post("logged-models", "{\"experiment_id\":\"0\"}")
            .json()
            .at("/model/info/model_id")
            .asText();
  }

  /** Every route by method and path, as {@code GET /path}. */
  static Stream<String> paths() {
    return routes.stream()
        .flatMap(
            route ->
                route.paths().stream()
                    .map(
                        path -> route.method().name() + " " + path.replaceAll("[<{].*?[>}]", "x")));
  }

  /** The calls that take a JSON body, without their prefix; with their method if not POST. */
  static Stream<String> bodyCalls() {
    return routes.stream()
        .filter(route -> BODY_METHODS.contains(route.method()))
        .filter(route -> route.template().startsWith(API_2))
        .map(
            route ->
                (route.method().equals(HandlerType.POST) ? "" : route.method().name() + " ")
                    + route.template().substring(API_2.length()));
  }

  private static Client.Reply send(String call, String body) {
    String[] parts = call.split(" ", 2);
    String path = parts[parts.length - 1].replace("{model_id}", model).replace("<tag_key>", "k");
    String method = parts.length == 1 ? "POST" : parts[0];
    return client.send(client.request(API_2 + path, method, body));
  }

  static Stream<String> queryCalls() {
    return routes.stream()
        .filter(route -> route.method().equals(HandlerType.GET))
        .map(Route::template)
        .filter(path -> path.startsWith("/api/") || path.startsWith("/ajax-api/"))
        .map(path -> path.replaceAll("[<{].*?[>}]", "x"));
  }

  @Test
  void demandsAPermissionForAllButTheOpenPages() {
    assertThat(routes).allSatisfy(route -> assertThat(route.permission()).isNotNull());
    assertThat(
            routes.stream()
                .filter(route -> route.permission() == Permission.OPEN)
                .map(Route::template))
        .containsExactlyInAnyOrder(
            "/health",
            "/ready",
            "/metrics",
            "/version",
            "/api/3.0/mlflow/server-info",
            "/api/modelyard/1.0/uploads/{name}/parts/{number}",
            "/api/modelyard/1.0/info");
  }

  @Test
  void onlyReadsByGet() {
    assertThat(routes)
        .filteredOn(route -> route.method().equals(HandlerType.GET))
        .allSatisfy(route -> assertThat(route.permission()).isIn(Permission.OPEN, Permission.READ));
  }

  @Test
  void declaresNoMethodAndPathTwice() {
    assertThat(paths()).doesNotHaveDuplicates();
  }

  @Test
  void servesEveryCallOfMlflowUnderBothPrefixes() {
    assertThat(routes)
        .filteredOn(route -> route.template().startsWith("/api/"))
        .filteredOn(route -> route.template().contains("/mlflow"))
        .allSatisfy(
            route ->
                assertThat(route.paths())
                    .containsExactlyInAnyOrder(
                        route.template(), route.template().replaceFirst("^/api/", "/ajax-api/")));
  }

  @Test
  void servesTheCallsOfMlflowsPageAloneUnderItsPrefix() {
    assertThat(routes)
        .filteredOn(route -> route.template().startsWith("/ajax-api/"))
        .allSatisfy(route -> assertThat(route.paths()).hasSize(1));
  }

  @Test
  void opensOnlyProbesToAnyHost() {
    assertThat(
            routes.stream().filter(route -> route.kind() == Route.Kind.PROBE).map(Route::template))
        .containsExactlyInAnyOrder("/health", "/ready", "/metrics");
  }

  @ParameterizedTest
  @MethodSource("paths")
  void reachesEveryRouteEvenWithGarbage(String methodAndPath) {
    String[] parts = methodAndPath.split(" ", 2);
    boolean get = parts[0].equals("GET");
    Client.Reply reply =
        client.send(
            client.request(parts[1] + (get ? "?x=1" : ""), parts[0], get ? "" : "{\"x\":1}"));
    assertThat(reply.status()).isNotEqualTo(405).isLessThan(500);
    assertThat(reply.errorCode()).isNotEqualTo("ENDPOINT_NOT_FOUND");
  }

  @ParameterizedTest
  @MethodSource("bodyCalls")
  void refusesHostileBodiesAsTheCallersFault(String call) {
    List<String> faults = new ArrayList<>();
    for (String body : hostileBodies()) {
      note(faults, call, body);
    }
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bodyCalls")
  void refusesHostileValuesInEveryFieldAsTheCallersFault(String call) {
    List<String> faults = new ArrayList<>();
    for (String field : Fields.of(call, "", "").keySet()) {
      String experiment = client.experiment("for " + call + " " + field);
      String run = client.run(experiment);
      for (String hostile : hostileValues()) {
        Map<String, String> fields = Fields.of(call, experiment, run);
        fields.put(field, hostile);
        note(faults, call, Fields.json(fields));
      }
    }
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bodyCalls")
  void takesTheBodyOnWhichTheHostileOnesAreBuilt(String call) {
    String experiment = client.experiment("good " + call);
    Map<String, String> fields = Fields.of(call, experiment, client.run(experiment));
    Client.Reply reply = send(call, Fields.json(fields));
    // What was never deleted or tagged cannot be restored or lose a tag.
    assertThat(reply.status()).as(reply.body()).isIn(200, 404);
  }

  @ParameterizedTest
  @MethodSource("queryCalls")
  void refusesHostileParametersAsTheCallersFault(String path) {
    List<String> faults = new ArrayList<>();
    List<String> names =
        List.of(
            "run_id",
            "run_ids",
            "run_uuid",
            "experiment_id",
            "experiment_name",
            "metric_key",
            "start_step",
            "end_step",
            "max_results",
            "page_token",
            "filter",
            "order_by",
            "view_type");
    for (String name : names) {
      for (String value : hostileParameters()) {
        // Of a repeated parameter the first counts: the rest makes the request whole.
        String query =
            "?"
                + name
                + "="
                + value
                + "&max_results=5&metric_key=m&start_step=0&end_step=9&run_ids=x&run_id="
                + "0".repeat(32);
        Client.Reply reply = client.send(client.request(path + query, "GET", ""));
        Answers.fault(reply).ifPresent(why -> faults.add(why + ": " + query));
      }
    }
    assertThat(faults).isEmpty();
  }

  private static void note(List<String> faults, String call, String body) {
    Client.Reply reply = send(call, body);
    Answers.fault(reply)
        .ifPresent(
            why ->
                faults.add(
                    why
                        + ": "
                        + reply.status()
                        + " "
                        + excerpt(reply.body())
                        + " to "
                        + excerpt(body)));
  }

  private static String excerpt(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }

  private static List<String> hostileBodies() {
    List<String> bodies =
        new ArrayList<>(
            List.of(
                " ",
                "{}",
                "[]",
                "[{}]",
                "null",
                "true",
                "\"\"",
                "\"{}\"",
                "0",
                "1e999",
                "NaN",
                "{",
                "}",
                "{\"",
                "{\"a\":",
                "{}{}",
                "{}x",
                "{,}",
                "{\"a\":1,}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":\"\\ud800\"}",
                "{\"\":null}",
                "\u0000",
                "{\u0000}",
                "\uFEFF{}",
                "<x/>",
                "a=b",
                "--\r\n",
                "{\"__proto__\":{}}"));
    bodies.add("[".repeat(10_000));
    bodies.add("{\"a\":".repeat(10_000));
    bodies.add("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}");
    bodies.add("{\"" + "k".repeat(60_000) + "\":1}");
    bodies.add("{\"a\":" + "9".repeat(5_000) + "}");
    bodies.add("{\"a\":\"" + "x".repeat(100_000) + "\"}");
    for (String value : hostileValues()) {
      Map<String, String> all = new LinkedHashMap<>();
      Fields.ALL.forEach(field -> all.put(field, value));
      bodies.add(Fields.json(all));
    }
    return bodies;
  }

  private static List<String> hostileValues() {
    return List.of(
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "1e30",
        "1e400",
        "9223372036854775808",
        "9".repeat(2_000),
        "\"\"",
        "\" \"",
        "\"\\u0000\"",
        "\"a\\u0000b\"",
        "\"\\ud800\"",
        "\"\\udc00x\"",
        "\"" + "k".repeat(5_000) + "\"",
        "\"" + "漢".repeat(10_000) + "\"",
        "\"'; DROP TABLE run; --\"",
        "\"%s%n\\\\x00\"",
        "\"\uD83D\uDE00\"",
        "\"..\"",
        "\"/\"",
        "\"9223372036854775808\"",
        "\"-9223372036854775809\"",
        "\"1e5\"",
        "\"NaN\"",
        "\"0123456789abcdef0123456789abcdef\"",
        "{}",
        "[]",
        "[[]]",
        "[{}]",
        "[null]",
        "[1]",
        "[\"x\"]",
        "[{\"key\":null,\"value\":null}]",
        "[{\"key\":\"\\u0000\",\"value\":\"x\"}]",
        "[{\"key\":\"k\",\"value\":\"\\u0000\",\"timestamp\":1}]",
        "[{\"key\":\"k\",\"value\":{},\"timestamp\":[]}]",
        "[{\"key\":\"k\",\"value\":1e400,\"timestamp\":1}]",
        "[" + String.join(",", Collections.nCopies(1_001, "{\"key\":\"k\",\"value\":\"1\"}")) + "]",
        "{\"a\":" + "[".repeat(62) + "]".repeat(62) + "}");
  }

  private static List<String> hostileParameters() {
    return Stream.of(
            "",
            " ",
            "x",
            "0",
            "-1",
            "1.5",
            "1e30",
            "99999999999999999999",
            "NaN",
            "null",
            "\0",
            "a\0b",
            "'",
            "\"",
            "\\",
            "%",
            "漢",
            "\uD83D\uDE00",
            "'; DROP TABLE run; --",
            "..",
            "name = 'a",
            "name LIKE '\\",
            "(".repeat(500),
            "name ASC, name",
            "x".repeat(5_000),
            "0".repeat(32),
            "0123456789ABCDEF0123456789ABCDEF",
            "eyJvZmZzZXQiOiAxMDAwfQ==")
        .map(text -> URLEncoder.encode(text, StandardCharsets.UTF_8))
        .toList();
  }

  /** A good body of each call, as field names with their values in JSON. */
  private static final class Fields {
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
            "experiment_ids");

    private Fields() {}

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
        case "runs/outputs" ->
            fields("run_id", runId, "models", "[{\"model_id\":\"m\",\"step\":1}]");
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
}
