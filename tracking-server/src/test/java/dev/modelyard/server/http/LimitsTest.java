package dev.modelyard.server.http;

import static dev.modelyard.server.http.Answers.assertError;
import static dev.modelyard.server.http.Answers.assertShowsNoInsides;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.RawHttp;
import dev.modelyard.server.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String SEARCH = "/api/2.0/mlflow/experiments/search";
  private static final int MAX = 16 << 20;

  private static Client client;

  @BeforeAll
  static void connect() {
    client = server.client();
  }

  /** A good request that blanks make {@code size} bytes long. */
  private static byte[] padded(int size) {
    byte[] body = new byte[size];
    Arrays.fill(body, (byte) ' ');
    byte[] start = "{\"max_results\": 5}".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(start, 0, body, 0, start.length);
    return body;
  }

  private static RawHttp.Reply post(String... headersAndBody) {
    String[] lines = new String[headersAndBody.length + 4];
    lines[0] = "POST " + SEARCH + " HTTP/1.1";
    lines[1] = "Host: localhost";
    lines[2] = "Content-Type: application/json";
    lines[3] = "Connection: close";
    System.arraycopy(headersAndBody, 0, lines, 4, headersAndBody.length);
    return RawHttp.sendText(server.port(), String.join("\r\n", lines));
  }

  @Test
  void takesABodyOfTheGreatestSize() {
    assertThat(
            client
                .send(
                    client
                        .request(SEARCH, "POST", "x")
                        .method("POST", BodyPublishers.ofByteArray(padded(MAX))))
                .status())
        .isEqualTo(200);
  }

  @Test
  void takesAChunkedBodyOfTheGreatestSize() {
    assertThat(
            client
                .send(
                    client
                        .request(SEARCH, "POST", "x")
                        .method(
                            "POST",
                            BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(padded(MAX)))))
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"16777217", "99999999999", "9223372036854775807"})
  void refusesALargerBodyByItsDeclaredLengthBeforeItComes(String length) {
    RawHttp.Reply reply = post("Content-Length: " + length, "", "{");
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertError(reply.json(), "REQUEST_TOO_LARGE");
    assertShowsNoInsides(reply.body());
  }

  @Test
  void refusesALargerChunkedBodyWhenTheLimitIsPassed() {
    String chunk = "100000\r\n" + " ".repeat(1 << 20) + "\r\n";
    RawHttp.Reply reply =
        post("Transfer-Encoding: chunked", "", chunk.repeat(16) + "1\r\n \r\n0\r\n\r\n");
    assertThat(reply.status()).isEqualTo(413);
    assertError(reply.json(), "REQUEST_TOO_LARGE");
  }

  @Test
  void answersOtherRequestsAfterALargeOne() {
    post("Content-Length: 99999999999", "", "{");
    assertThat(client.get("experiments/get", "experiment_id", "0").status()).isEqualTo(200);
  }

  @Test
  void refusesAHeadThatIsTooLong() {
    RawHttp.Reply reply =
        RawHttp.send(
            server.port(),
            "GET /health HTTP/1.1",
            "Host: localhost",
            "X-Long: " + "x".repeat(64 << 10),
            "Connection: close");
    assertThat(reply.status()).isEqualTo(431);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertError(reply.json(), "HEADERS_TOO_LARGE");
  }

  @Test
  void refusesAPathThatIsTooLong() {
    RawHttp.Reply reply =
        RawHttp.send(
            server.port(),
            "GET /" + "x".repeat(64 << 10) + " HTTP/1.1",
            "Host: localhost",
            "Connection: close");
    assertThat(reply.status()).isIn(414, 431);
    assertThat(reply.json().path("error_code").asText()).isIn("URI_TOO_LONG", "HEADERS_TOO_LARGE");
  }

  @Test
  void tellsPeopleWhatToDoAboutAnAddressThatIsTooLong() {
    String address = "/e/0?sel=" + "x".repeat((16 << 10) - 9);
    assertThat(look(address).status()).isEqualTo(200);
    Client.Reply page = look(address + "x");
    assertThat(page.status()).isEqualTo(414);
    assertThat(page.raw().headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.body()).contains("16385 characters", "<a href=\"?\">").doesNotContain("xxx");
    Client.Reply call = look("/api/2.0/mlflow" + address);
    assertThat(call.status()).isEqualTo(414);
    assertError(call.json(), "URI_TOO_LONG");
  }

  private static Client.Reply look(String address) {
    return client.send(client.request(address, "GET", "").header("Accept", "text/html"));
  }

  @Test
  void refusesTooManyHeaders() {
    RawHttp.Reply reply =
        RawHttp.send(
            server.port(),
            "GET /health HTTP/1.1",
            "Host: localhost\r\n" + "A: b\r\n".repeat(20_000) + "Connection: close");
    assertThat(reply.status()).isEqualTo(431);
    assertError(reply.json(), "HEADERS_TOO_LARGE");
  }

  @Test
  void refusesLengthAndChunksTogether() {
    RawHttp.Reply reply =
        post("Content-Length: 2", "Transfer-Encoding: chunked", "", "2\r\n{}\r\n0\r\n\r\n");
    assertThat(reply.status()).isEqualTo(400);
    assertError(reply.json(), "INVALID_PARAMETER_VALUE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "+2", "2x", "0x2", "2, 3", "99999999999999999999", " "})
  void refusesAnOddLength(String length) {
    RawHttp.Reply reply = post("Content-Length: " + length, "", "{}");
    assertThat(reply.status()).isBetween(400, 499);
    assertError(reply.json(), reply.json().path("error_code").asText());
  }

  @Test
  void refusesTwoLengthsThatDiffer() {
    RawHttp.Reply reply = post("Content-Length: 2", "Content-Length: 3", "", "{} ");
    assertThat(reply.status()).isEqualTo(400);
    assertError(reply.json(), "INVALID_PARAMETER_VALUE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "chunked, gzip", "xchunked", "identity"})
  void refusesAnotherTransferEncoding(String encoding) {
    RawHttp.Reply reply = post("Transfer-Encoding: " + encoding, "", "2\r\n{}\r\n0\r\n\r\n");
    assertThat(reply.status()).isIn(400, 501);
    assertError(reply.json(), reply.json().path("error_code").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "2\r\n{}xx0\r\n\r\n"})
  void refusesABadChunk(String chunks) {
    RawHttp.Reply reply = post("Transfer-Encoding: chunked", "", chunks);
    assertThat(reply.status()).isBetween(400, 499);
    assertError(reply.json(), reply.json().path("error_code").asText());
  }

  @Test
  void refusesABodyThatEndsTooSoon() {
    RawHttp.Reply reply =
        RawHttp.sendTextAndEnd(
            server.port(),
            "POST "
                + SEARCH
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\nConnection: close\r\n\r\n{\"max_results\": 5}");
    // No answer at all is as good: nobody waits for one.
    assertThat(reply.status()).isIn(0, 400);
  }

  @Test
  void refusesAPageTokenThatIsTooLong() {
    assertError(
        client.post(
            "experiments/search",
            "{\"max_results\": 5, \"page_token\": \"" + "A".repeat(4_097) + "\"}"),
        400,
        "INVALID_PARAMETER_VALUE");
  }

  @Test
  void refusesAFilterThatIsTooLong() {
    assertError(
        client.post(
            "experiments/search",
            "{\"max_results\": 5, \"filter\": \"name = '" + "x".repeat(64 << 10) + "'\"}"),
        400,
        "INVALID_PARAMETER_VALUE");
  }

  @Test
  void refusesTooManyComparisons() {
    String filter = "name != 'x'" + " AND name != 'x'".repeat(100);
    assertError(
        client.post("experiments/search", "{\"max_results\": 5, \"filter\": \"" + filter + "\"}"),
        400,
        "INVALID_PARAMETER_VALUE");
  }

  @Test
  void refusesTooManyOrderKeys() {
    assertError(
        client.post(
            "experiments/search",
            "{\"max_results\": 5, \"order_by\": [" + "\"name\",".repeat(20) + "\"name\"]}"),
        400,
        "INVALID_PARAMETER_VALUE");
  }
}
