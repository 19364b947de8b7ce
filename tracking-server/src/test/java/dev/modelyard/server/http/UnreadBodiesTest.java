package dev.modelyard.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.RawHttp;
import dev.modelyard.server.testing.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that nobody reads: the answer tells whether the connection goes on. */
class UnreadBodiesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String SEARCH = "/api/2.0/mlflow/experiments/search";
  private static final String JSON = "Content-Type: application/json";
  private static final String NEXT = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** Each way to an answer without the body: a name, the status, and the head of the request. */
  private static final List<Answered> ANSWERED =
      List.of(
          new Answered("no JSON", 400, "POST " + SEARCH, "Content-Type: text/plain"),
          new Answered("packed", 400, "POST " + SEARCH, JSON, "Content-Encoding: gzip"),
          new Answered("unknown path", 404, "POST /nope", JSON),
          new Answered("unknown call", 404, "POST /api/modelyard/1.0/nope", JSON),
          new Answered("wrong method", 405, "PUT " + SEARCH, JSON),
          new Answered("options", 204, "OPTIONS " + SEARCH, JSON),
          new Answered("strange path", 400, "POST /api/2.0/mlflow-artifacts/artifacts/%ff", JSON),
          new Answered("foreign origin", 403, "POST " + SEARCH, JSON, "Origin: http://a.example"),
          new Answered("foreign host", 403, "POST " + SEARCH, JSON, "Host: a.example"),
          new Answered("query", 200, "GET /api/2.0/mlflow/experiments/get?experiment_id=0", JSON),
          new Answered("refused query", 404, "GET /api/2.0/mlflow/experiments/get?experiment_id=9"),
          new Answered("probe", 200, "GET /health"),
          new Answered("page", 200, "GET /"),
          new Answered("document", 200, "GET /api/modelyard/1.0/openapi.json"));

  private record Answered(String name, int status, List<String> head) {
    Answered(String name, int status, String start, String... headers) {
      this(
          name, status, Stream.concat(Stream.of(start + " HTTP/1.1"), Stream.of(headers)).toList());
    }

    String head(String... framing) {
      Stream<String> host =
          head.stream().anyMatch(line -> line.startsWith("Host:"))
              ? Stream.of()
              : Stream.of("Host: localhost");
      return String.join(
          "\r\n",
          Stream.of(head.stream(), host, Stream.of(framing), Stream.of("", ""))
              .flatMap(lines -> lines)
              .toList());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private record Framing(String header, String body) {
    @Override
    public String toString() {
      return header;
    }
  }

  private static Framing length(int size) {
    return new Framing("Content-Length: " + size, " ".repeat(size));
  }

  private static Framing chunks(int size) {
    String chunk = Integer.toHexString(size) + "\r\n" + " ".repeat(size) + "\r\n";
    return new Framing("Transfer-Encoding: chunked", chunk + "0\r\n\r\n");
  }

  static Stream<Arguments> small() {
    return each(length(18), length(4_000), chunks(18), chunks(4_000));
  }

  static Stream<Arguments> large() {
    return each(length(200_000), length(4 << 20), chunks(200_000), chunks(4 << 20));
  }

  static Stream<Arguments> late() {
    return each(
        "Content-Length: 18",
        "Content-Length: 99999999999",
        "Content-Length: 18\r\nExpect: 100-continue",
        "Transfer-Encoding: chunked");
  }

  private static Stream<Arguments> each(Object... framings) {
    return ANSWERED.stream()
        .flatMap(answered -> Stream.of(framings).map(framing -> Arguments.of(answered, framing)));
  }

  @ParameterizedTest
  @MethodSource("small")
  void keepTheConnectionWhenTheyAreThereAndSmall(Answered answered, Framing framing)
      throws IOException {
    try (RawHttp.Kept connection = new RawHttp.Kept(server.port())) {
      connection.send(answered.head(framing.header()) + framing.body() + NEXT);
      RawHttp.Reply reply = connection.receive();
      assertThat(reply.status()).isEqualTo(answered.status());
      assertThat(reply.header("Connection")).isEmpty();
      assertThat(connection.receive().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("late")
  void endTheConnectionWithTheAnswerWhenTheyAreStillToCome(Answered answered, String framing)
      throws IOException {
    try (RawHttp.Kept connection = new RawHttp.Kept(server.port())) {
      connection.send(answered.head(framing));
      RawHttp.Reply reply = connection.receive();
      assertThat(reply.status()).isEqualTo(answered.status());
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(connection.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("large")
  void endTheConnectionWithTheAnswerOrKeepItWhenTheyAreLarge(Answered answered, Framing framing)
      throws IOException {
    try (RawHttp.Kept connection = new RawHttp.Kept(server.port())) {
      connection.send(answered.head(framing.header()) + framing.body());
      RawHttp.Reply reply = connection.receive();
      assertThat(reply.status()).isEqualTo(answered.status());
      if (!reply.header("Connection").equals("close")) {
        connection.send(NEXT);
        assertThat(connection.receive().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void endTheConnectionWithTheAnswerWhenTheyAreDeclaredTooLarge() throws IOException {
    try (RawHttp.Kept connection = new RawHttp.Kept(server.port())) {
      connection.send(
          "POST "
              + SEARCH
              + " HTTP/1.1\r\nHost: localhost\r\n"
              + JSON
              + "\r\n"
              + "Content-Length: 99999999999\r\n\r\n{");
      RawHttp.Reply reply = connection.receive();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.header("Connection")).isEqualTo("close");
      assertThat(connection.isEnded()).isTrue();
    }
  }

  @Test
  void areTakenBehindTheAnswerFromCallersWhoReadItOnceTheyHaveSentAll() throws IOException {
    try (RawHttp.Kept connection = new RawHttp.Kept(server.port())) {
      connection.send(ANSWERED.get(0).head("Content-Length: 200000"));
      assertThat(connection.receive().header("Connection")).isEqualTo("close");
      for (int i = 0; i < 20; i++) {
        assertThat(connection.send(" ".repeat(10_000))).isTrue();
        // Meanwhile the server meets what was sent.
        server.client().send(server.client().request("/health", "GET", ""));
      }
    }
  }
}
