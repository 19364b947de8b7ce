package dev.modelyard.server.http;

import static dev.modelyard.server.http.Answers.assertError;
import static dev.modelyard.server.http.Answers.assertShowsNoInsides;
import static dev.modelyard.server.http.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.RawHttp;
import dev.modelyard.server.testing.TestServer;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static Client client;

  @BeforeAll
  static void connect() {
    client = server.client();
  }

  private static Client.Reply call(String method, String path) {
    return client.send(client.request(path, method, ""));
  }

  private static HttpRequest.Builder search(String body) {
    return client.request("/api/2.0/mlflow/experiments/search", "POST", body);
  }

  private static RawHttp.Reply raw(String... lines) {
    return RawHttp.send(server.port(), lines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/api",
        "/api/2.0/mlflow/nope",
        "/ajax-api/2.0/mlflow/nope",
        "/api/2.0/mlflow/runs",
        "/api/2.0/mlflow/runs/get/",
        "/api/2.0/mlflow/Runs/get",
        "/api/2.0/mlflow//runs/get",
        "/api/2.0/mlflow/runs/get/more",
        "/api/3.0/mlflow/runs/get",
        "/ajax-api/3.0/mlflow/runs/get",
        "/api/2.0/mlflow/server-info",
        "/health/",
        "/version/x",
        "/%C3%A9",
        "/%3Cscript%3E"
      })
  void tellsAnUnknownPathAsJson(String path) {
    assertError(call("GET", path), 404, "ENDPOINT_NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
  void tellsAnUnknownPathAsJsonToEveryMethod(String method) {
    assertError(call(method, "/api/2.0/mlflow/nope"), 404, "ENDPOINT_NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/2.0/mlflow/runs/create, POST",
    "DELETE, /ajax-api/2.0/mlflow/runs/create, POST",
    "PUT, /api/2.0/mlflow/runs/log-batch, POST",
    "PATCH, /api/2.0/mlflow/runs/log-batch, POST",
    "POST, /api/2.0/mlflow/runs/get, GET",
    "POST, /api/3.0/mlflow/server-info, GET",
    "POST, /health, GET",
    "DELETE, /metrics, GET",
    "DELETE, /api/2.0/mlflow/experiments/search, GET",
    "DELETE, /api/2.0/mlflow/experiments/search, POST"
  })
  void tellsAWrongMethodAsJsonWithThoseThatAreAllowed(String method, String path, String allowed) {
    Client.Reply reply = call(method, path);
    assertError(reply, 405, "METHOD_NOT_ALLOWED");
    assertThat(header(reply, "Allow").split(", ", -1)).contains(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "PROPFIND", "FOO", "get", "CONNECT"})
  void tellsAStrangeMethodAsJson(String method) {
    RawHttp.Reply reply =
        raw(method + " /api/2.0/mlflow/runs/get HTTP/1.1", "Host: localhost", "Connection: close");
    assertThat(reply.status()).isBetween(400, 499);
    assertThat(reply.json().path("error_code").asText()).isNotEmpty();
    assertShowsNoInsides(reply.body());
  }

  @ParameterizedTest
  @CsvSource({
    "/api/2.0/mlflow/runs/create, POST",
    "/api/2.0/mlflow/runs/get, GET",
    "/ajax-api/2.0/mlflow/experiments/search, POST",
    "/api/modelyard/1.0/info, GET",
    "/health, GET"
  })
  void answersOptionsWithTheAllowedMethods(String path, String allowed) {
    Client.Reply reply = call("OPTIONS", path);
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.body()).isEmpty();
    assertThat(header(reply, "Allow").split(", ", -1)).contains(allowed);
  }

  @Test
  void answersOptionsOfAnUnknownPathWith404() {
    assertError(call("OPTIONS", "/api/2.0/mlflow/nope"), 404, "ENDPOINT_NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/version",
        "/api/3.0/mlflow/server-info",
        "/api/modelyard/1.0/info",
        "/api/2.0/mlflow/experiments/get?experiment_id=0"
      })
  void answersHeadWhereItAnswersGet(String path) {
    Client.Reply reply = call("HEAD", path);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
    assertThat(header(reply, "Content-Type")).isEqualTo(header(call("GET", path), "Content-Type"));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/2.0/mlflow/nope, 404",
    "/api/2.0/mlflow/runs/create, 405",
    "/api/2.0/mlflow/runs/get, 400",
    "/api/2.0/mlflow/experiments/get?experiment_id=99999, 404"
  })
  void answersHeadWithTheStatusOfTheFailure(String path, int status) {
    Client.Reply reply = call("HEAD", path);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"GET, nope, 404, ENDPOINT_NOT_FOUND", "POST, info, 405, METHOD_NOT_ALLOWED"})
  void tellsFailuresOfOwnRoutesAsProblemDetails(
      String method, String path, int status, String code) {
    Client.Reply reply = call(method, "/api/modelyard/1.0/" + path);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(header(reply, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().path("type").asText()).isEqualTo("about:blank");
    assertThat(reply.json().path("title").asText()).isEqualTo(code);
    assertThat(reply.json().path("status").asInt()).isEqualTo(status);
    assertThat(reply.json().path("detail").asText()).isEqualTo(reply.message());
    assertError(reply.json(), code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/xml",
        "text/json",
        "application",
        ";application/json",
        "*/*"
      })
  void refusesABodyThatIsNotDeclaredAsJson(String type) {
    assertError(
        client.send(search("{\"max_results\": 1}").setHeader("Content-Type", type)),
        400,
        "INVALID_PARAMETER_VALUE");
  }

  @Test
  void refusesACallWithoutContentType() {
    assertError(call("POST", "/api/2.0/mlflow/experiments/search"), 400, "INVALID_PARAMETER_VALUE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON",
        "application/json ; x=y"
      })
  void takesABodyThatIsDeclaredAsJson(String type) {
    assertThat(client.send(search("{\"max_results\": 1}").setHeader("Content-Type", type)).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "gzip, identity"})
  void refusesACompressedBody(String coding) {
    assertError(
        client.send(search("{\"max_results\": 1}").header("Content-Encoding", coding)),
        400,
        "INVALID_PARAMETER_VALUE");
  }

  @Test
  void readsABodyOfAGetWithoutQuery() {
    Client.Reply reply =
        client.send(
            client.request("/api/2.0/mlflow/experiments/get", "GET", "{\"experimentId\": \"0\"}"));
    assertThat(reply.json().path("experiment").path("name").asText()).isEqualTo("Default");
  }

  @Test
  void readsNoBodyOfAGetWithQuery() {
    Client.Reply reply =
        client.send(
            client.request(
                "/api/2.0/mlflow/experiments/get?x=1", "GET", "{\"experiment_id\": \"0\"}"));
    assertError(reply, 400, "INVALID_PARAMETER_VALUE");
  }

  @Test
  void readsNoQueryOfAPost() {
    Client.Reply reply =
        client.send(
            client.request(
                "/api/2.0/mlflow/experiments/delete?experiment_id=0", "POST", "{\"x\": 1}"));
    assertError(reply, 400, "INVALID_PARAMETER_VALUE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"experiment_id=%", "experiment_id=%zz", "experiment_id=%ff", "%=1"})
  void refusesABrokenQuery(String query) {
    RawHttp.Reply reply =
        raw(
            "GET /api/2.0/mlflow/experiments/get?" + query + " HTTP/1.1",
            "Host: localhost",
            "Connection: close");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error_code").asText()).isEqualTo("INVALID_PARAMETER_VALUE");
    assertShowsNoInsides(reply.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/api/2.0/mlflow/runs/get",
        "/api/2.0/mlflow/runs/create",
        "/api/2.0/mlflow/experiments/get?experiment_id=99",
        "/api/modelyard/1.0/nope"
      })
  void namesTheRequestInBodyAndHeader(String path) {
    Client.Reply reply = call("GET", path);
    assertThat(reply.json().path("request_id").asText())
        .isNotEmpty()
        .isEqualTo(header(reply, "X-Request-Id"));
  }

  @Test
  void namesEachRequestAnewAndTakesNoNameFromOutside() {
    Client.Reply first =
        client.send(client.request("/nope", "GET", "").header("X-Request-Id", "mine"));
    Client.Reply second = call("GET", "/nope");
    assertThat(header(first, "X-Request-Id")).isNotEqualTo("mine");
    assertThat(header(first, "X-Request-Id")).isNotEqualTo(header(second, "X-Request-Id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET",
        "GET /",
        "GET / HTTP/9.9",
        "GET / HTTPS/1.1",
        "GET  /nope HTTP/1.1",
        "GET /%zz HTTP/1.1",
        "GET /a b HTTP/1.1",
        "GET /\u0001 HTTP/1.1",
        "G\u0000T / HTTP/1.1",
        "G{}T / HTTP/1.1",
        "\u0016\u0003\u0001\u0002"
      })
  void tellsBrokenHttpAsJson(String start) {
    RawHttp.Reply reply = raw(start, "Host: localhost", "Connection: close");
    assertThat(reply.status()).isBetween(400, 505);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertError(reply.json(), reply.json().path("error_code").asText());
    assertThat(reply.header("Server")).isEmpty();
    assertShowsNoInsides(reply.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/2.0/mlflow/runs%2Fget",
        "/api/2.0/mlflow/../mlflow/runs/get",
        "/api/2.0/mlflow/%2e%2e/mlflow/runs/get",
        "/api/2.0/mlflow/runs/get;x=1",
        "/api/2.0/mlflow/runs/get%00",
        "/api/2.0/mlflow/runs\\get",
        "//api/2.0/mlflow/runs/get",
        "/../../etc/passwd",
        "*"
      })
  void tellsAStrangePathAsJson(String path) {
    RawHttp.Reply reply = raw("GET " + path + " HTTP/1.1", "Host: localhost", "Connection: close");
    assertThat(reply.status()).isBetween(400, 404);
    assertError(reply.json(), reply.json().path("error_code").asText());
    assertShowsNoInsides(reply.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
  void tellsAPathThatIsNoUtf8AsJsonWhateverTheMethod(String method) {
    String path = "/api/2.0/mlflow-artifacts/artifacts/0/%ff";
    RawHttp.Reply reply =
        raw(method + " " + path + " HTTP/1.1", "Host: localhost", "Connection: close");
    assertThat(reply.status()).isEqualTo(400);
    assertError(reply.json(), "INVALID_PARAMETER_VALUE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bad Header: x", ": x", "NoColon", "X\u0000: y", "X: y\u0000z"})
  void tellsABrokenHeaderAsJson(String header) {
    RawHttp.Reply reply =
        raw("GET /health HTTP/1.1", "Host: localhost", header, "Connection: close");
    assertThat(reply.status()).isEqualTo(400);
    assertError(reply.json(), "INVALID_PARAMETER_VALUE");
  }
}
