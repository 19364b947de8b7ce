package dev.modelyard.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.testing.Client;
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
      Set.of(HandlerType.POST, HandlerType.PUT, HandlerType.PATCH, HandlerType.DELETE);

  private static Client client;
  private static List<Route> routes;
  private static String model;
  private static String run;

  @BeforeAll
  static void look() {
    client = server.client();
    routes = server.api().routes();
    client.post("registered-models/create", "{\"name\":\"good\"}");
    client.post("model-versions/create", "{\"name\":\"good\",\"source\":\"s3://bucket/model\"}");
    run = client.run("0");
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
        .filter(
            route ->
                route.template().startsWith(API_2)
                    || route.template().startsWith(GoodBodies.OWN + "models")
                    || route.template().startsWith(GoodBodies.OWN + "runs")
                    || route.template().startsWith(GoodBodies.OWN + "metrics")
                    || route.template().startsWith(GoodBodies.OWN + "views"))
        .map(
            route ->
                (route.method().equals(HandlerType.POST) ? "" : route.method().name() + " ")
                    + route.template().replaceFirst("^" + API_2, ""));
  }

  private static Client.Reply send(String call, String body) {
    String[] parts = call.split(" ", 2);
    String path =
        parts[parts.length - 1]
            .replace("{model_id}", model)
            .replace("{run_id}", run)
            .replace("<tag_key>", "k")
            .replace("{name}", "good")
            .replace("{version}", "1");
    String method = parts.length == 1 ? "POST" : parts[0];
    return client.send(client.request((path.startsWith("/") ? "" : API_2) + path, method, body));
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
            "/assets/{file}",
            "/api/3.0/mlflow/server-info",
            "/api/modelyard/1.0/uploads/{name}/parts/{number}",
            "/api/modelyard/1.0/info",
            "/api/modelyard/1.0/openapi.json");
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
    for (String field : GoodBodies.of(call, "", "").keySet()) {
      String experiment = client.experiment("for " + call + " " + field);
      String run = client.run(experiment);
      for (String hostile : hostileValues()) {
        Map<String, String> fields = GoodBodies.of(call, experiment, run);
        fields.put(field, hostile);
        note(faults, call, GoodBodies.json(fields));
      }
    }
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bodyCalls")
  void takesTheBodyOnWhichTheHostileOnesAreBuilt(String call) {
    String experiment = client.experiment("good " + call);
    Map<String, String> fields = GoodBodies.of(call, experiment, client.run(experiment));
    Client.Reply reply = send(call, GoodBodies.json(fields));
    // What was never deleted, tagged or promoted cannot be restored, lose a tag or be rolled back.
    assertThat(reply.status()).as(reply.body()).isIn(200, 201, 404, 409);
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
      GoodBodies.ALL.forEach(field -> all.put(field, value));
      bodies.add(GoodBodies.json(all));
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
}
