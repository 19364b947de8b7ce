package dev.modelyard.server.http;

import static dev.modelyard.server.http.Answers.assertError;
import static dev.modelyard.server.http.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.RawHttp;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
  @RegisterExtension
  static final TestServer server =
      new TestServer(
          Map.of(
              "MODELYARD_ALLOWED_HOSTS", "ml.example.org, 10.1.2.3",
              "MODELYARD_ALLOWED_ORIGINS", "https://ui.example.org"));

  private static final String CREATE = "/api/2.0/mlflow/experiments/create";

  private static Client client;

  @BeforeAll
  static void connect() {
    client = server.client();
  }

  private static RawHttp.Reply get(String path, String... headers) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return RawHttp.sendText(server.port(), request + "Connection: close\r\n\r\n");
  }

  private static Client.Reply postFrom(String origin, String path) {
    return client.send(client.request(path, "POST", "{}").header("Origin", origin));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:5000",
        "LocalHost",
        "127.0.0.1",
        "127.0.0.1:80",
        "[::1]",
        "[::1]:5000",
        "ml.example.org",
        "ML.Example.org:443",
        "10.1.2.3"
      })
  void answersToItsOwnNames(String host) {
    assertThat(get("/version", "Host: " + host).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "evil.localhost",
        "127.0.0.1.evil.example",
        "xlocalhost",
        "localhost.",
        "127.0.0.2",
        "10.1.2.4",
        "example.org",
        "[::2]",
        "0.0.0.0",
        "*"
      })
  void answersToNoOtherName(String host) {
    RawHttp.Reply reply = get("/api/2.0/mlflow/experiments/get?experiment_id=0", "Host: " + host);
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertError(reply.json(), "PERMISSION_DENIED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost@evil.example",
        "evil.example@localhost",
        "localhost/evil.example",
        "localhost evil.example",
        "localhost,evil.example",
        "localhost:80:evil.example",
        "localhost:evil.example",
        "[::1]evil.example",
        "[::1",
        ""
      })
  void refusesAMalformedHost(String host) {
    RawHttp.Reply reply = get("/version", "Host: " + host);
    assertThat(reply.status()).isIn(400, 403);
    assertError(reply.json(), reply.json().path("error_code").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nope", "/version", "/api/modelyard/1.0/info"})
  void guardsEveryPath(String path) {
    assertThat(get(path, "Host: evil.example").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/ready", "/metrics"})
  void answersProbesUnderAnyName(String path) {
    assertThat(get(path, "Host: 192.0.2.7:5000").status()).isEqualTo(200);
  }

  @Test
  void refusesHttp11WithoutHost() {
    RawHttp.Reply reply = get("/version");
    assertThat(reply.status()).isEqualTo(400);
    assertError(reply.json(), "INVALID_PARAMETER_VALUE");
  }

  @Test
  void refusesHttp10WithoutHost() {
    RawHttp.Reply reply = RawHttp.send(server.port(), "GET /version HTTP/1.0");
    assertThat(reply.status()).isEqualTo(403);
    assertError(reply.json(), "PERMISSION_DENIED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host: localhost", "Host: evil.example", "hOST: localhost"})
  void refusesASecondHost(String second) {
    RawHttp.Reply reply = get("/version", "Host: localhost", second);
    assertThat(reply.status()).isEqualTo(400);
    assertError(reply.json(), "INVALID_PARAMETER_VALUE");
  }

  @Test
  void takesTheNameInTheRequestLineForAHost() {
    assertThat(get("http://evil.example/version", "Host: localhost").status()).isIn(400, 403);
    assertThat(get("http://evil.example/version", "Host: evil.example").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-Host: localhost", "Forwarded: host=localhost"})
  void takesNoNameFromAProxy(String header) {
    assertThat(get("/version", "Host: evil.example", header).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://localhost.evil.example",
        "http://localhost:1",
        "http://localhost",
        "http://127.0.0.1",
        "https://ui.example.org.evil.example",
        "https://ui.example.org:8443",
        "http://ui.example.org",
        "null",
        "",
        "localhost",
        "file://"
      })
  void letsNoForeignPageChangeAnything(String origin) {
    RawHttp.Reply reply =
        RawHttp.send(
            server.port(),
            "POST " + CREATE + " HTTP/1.1",
            "Host: 127.0.0.1:" + server.port(),
            "Origin: " + origin,
            "Content-Type: application/json",
            "Content-Length: 2",
            "Connection: close",
            "",
            "{}");
    assertThat(reply.status()).isEqualTo(403);
    assertError(reply.json(), "PERMISSION_DENIED");
  }

  @Test
  void lettingNoPageChangeAnythingLeavesNoTrace() {
    client.send(
        client
            .request(CREATE, "POST", "{\"name\": \"from afar\"}")
            .header("Origin", "https://evil.example"));
    assertThat(client.get("experiments/get-by-name", "experiment_name", "from afar").status())
        .isEqualTo(404);
  }

  @Test
  void letsItsOwnPagesChangeThings() {
    String own = "http://127.0.0.1:" + server.port();
    assertThat(postFrom(own, CREATE).errorCode()).isEqualTo("INVALID_PARAMETER_VALUE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://ui.example.org", "HTTPS://UI.example.org"})
  void letsPagesOfConfiguredOriginsChangeThings(String origin) {
    assertThat(postFrom(origin, CREATE).errorCode()).isEqualTo("INVALID_PARAMETER_VALUE");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /nope",
    "PUT, /nope",
    "PATCH, /nope",
    "DELETE, /nope",
    "POST, /health",
    "DELETE, /"
  })
  void refusesForeignPagesOnEveryPathAndMethodThatChanges(String method, String path) {
    assertError(
        client.send(client.request(path, method, "").header("Origin", "https://evil.example")),
        403,
        "PERMISSION_DENIED");
  }

  @Test
  void letsForeignPagesAskButNotRead() {
    Client.Reply reply =
        client.send(client.request("/version", "GET", "").header("Origin", "https://evil.example"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.raw().headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
  }

  @Test
  void grantsNoPreflight() {
    Client.Reply reply =
        client.send(
            client
                .request(CREATE, "OPTIONS", "")
                .header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "POST"));
    assertThat(header(reply, "Access-Control-Allow-Origin")).isEmpty();
    assertThat(header(reply, "Access-Control-Allow-Methods")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"})
  void ignoresMethodOverrides(String header) {
    assertThat(overridden("GET", header, "DELETE").status()).isEqualTo(200);
    assertThat(overridden("DELETE", header, "GET").status()).isEqualTo(405);
  }

  private static Client.Reply overridden(String method, String header, String other) {
    return client.send(client.request("/version", method, "").header(header, other));
  }

  @Test
  void letsNoForeignPageChangeAnythingByAGetThatPosesAsAPost() {
    client.send(
        client
            .request(CREATE, "GET", "{\"name\": \"posed\"}")
            .header("X-HTTP-Method-Override", "POST")
            .header("Origin", "https://evil.example"));
    assertThat(client.get("experiments/get-by-name", "experiment_name", "posed").status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/version",
        "/metrics",
        "/api/3.0/mlflow/server-info",
        "/api/modelyard/1.0/info",
        "/api/2.0/mlflow/experiments/get?experiment_id=0",
        "/api/2.0/mlflow/experiments/get?experiment_id=x",
        "/api/2.0/mlflow/runs/create",
        "/nope"
      })
  void protectsEveryAnswerByHeaders(String path) {
    Client.Reply reply = client.send(client.request(path, "GET", ""));
    assertThat(header(reply, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(reply, "X-Frame-Options")).isEqualTo("SAMEORIGIN");
    assertThat(header(reply, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(reply, "Cache-Control")).isEqualTo("private, no-cache");
    for (String talkative : List.of("Server", "X-Powered-By", "Set-Cookie")) {
      assertThat(header(reply, talkative)).as(talkative).isEmpty();
    }
  }

  @Test
  void protectsRefusalsByHeaders() {
    RawHttp.Reply reply = get("/version", "Host: evil.example");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Server")).isEmpty();
  }
}
