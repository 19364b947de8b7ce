package dev.modelyard.server.artifacts.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.artifacts.FileCalls;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads in parts that come to the server, as with a store in a folder. */
class MultipartTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final int PART = 200_000;

  private final HttpClient http = HttpClient.newHttpClient();
  private Client client;
  private FileCalls files;
  private String run;
  private byte[] whole;

  @BeforeEach
  void aFileInThreeParts() {
    client = server.client();
    files = new FileCalls(server);
    run = client.run("0");
    whole = new byte[2 * PART + 1_234];
    new Random(run.hashCode()).nextBytes(whole);
  }

  private String folder() {
    return FileCalls.ofRun(run, "model");
  }

  private Client.Reply call(String what, ObjectNode body) {
    return client.send(
        client.request(
            "/api/2.0/mlflow-artifacts/mpu/" + what + "/" + folder(), "POST", body.toString()));
  }

  private JsonNode begin() {
    Client.Reply reply = call("create", Json.object("path", "/home/me/big.bin", "num_parts", 3));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private byte[] part(int number) {
    return Arrays.copyOfRange(whole, (number - 1) * PART, Math.min(whole.length, number * PART));
  }

  private HttpResponse<String> put(JsonNode begun, int number, byte[] bytes) {
    String url = begun.path("credentials").get(number - 1).path("url").asText();
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(url))
              .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private ObjectNode putPart(JsonNode begun, int number) {
    HttpResponse<String> put = put(begun, number, part(number));
    assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
    return Json.object(
        "part_number", number, "etag", put.headers().firstValue("ETag").orElseThrow());
  }

  private List<ObjectNode> putAll(JsonNode begun) {
    return IntStream.rangeClosed(1, 3).mapToObj(number -> putPart(begun, number)).toList();
  }

  private Client.Reply complete(JsonNode begun, List<ObjectNode> parts) {
    return call(
        "complete",
        Json.object(
            "path", "/home/me/big.bin", "upload_id", begun.path("upload_id"), "parts", parts));
  }

  private long filesInStore() throws IOException {
    try (Stream<Path> all = Files.walk(server.artifactFolder())) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void makesAFileOfItsPartsOnceItIsComplete() throws IOException {
    JsonNode begun = begin();
    assertThat(begun.path("credentials")).hasSize(3);
    long before = filesInStore();
    List<ObjectNode> parts = putAll(begun);
    assertThat(files.list(folder())).isEmpty();
    assertThat(complete(begun, parts).body()).isEqualTo("{}");
    assertThat(files.get(folder() + "/big.bin").body()).isEqualTo(whole);
    assertThat(files.list(folder())).isEqualTo("big.bin=" + whole.length);
    assertThat(filesInStore()).isEqualTo(before + 1);
  }

  @Test
  void completingAgainChangesNothing() {
    JsonNode begun = begin();
    List<ObjectNode> parts = putAll(begun);
    assertThat(complete(begun, parts).status()).isEqualTo(200);
    assertThat(complete(begun, parts).status()).isEqualTo(200);
    assertThat(put(begun, 1, part(1)).statusCode()).isEqualTo(404);
    assertThat(files.get(folder() + "/big.bin").body()).isEqualTo(whole);
  }

  @Test
  void aPartThatIsPutAgainCountsOnce() throws IOException {
    JsonNode begun = begin();
    put(begun, 2, new byte[7]);
    List<ObjectNode> parts = putAll(begun);
    long before = filesInStore();
    putPart(begun, 1);
    assertThat(filesInStore()).isEqualTo(before);
    assertThat(complete(begun, parts).status()).isEqualTo(200);
    assertThat(files.get(folder() + "/big.bin").body()).isEqualTo(whole);
  }

  @Test
  void refusesPartsThatAreMissingOutOfOrderOrNotThose() {
    JsonNode begun = begin();
    List<ObjectNode> parts = putAll(begun);
    ObjectNode missing = Json.object("part_number", 4, "etag", "\"x\"");
    ObjectNode other = Json.object("part_number", 3, "etag", "\"x\"");
    for (List<ObjectNode> wrong :
        List.of(
            List.of(parts.get(1), parts.get(0), parts.get(2)),
            List.of(parts.get(0), parts.get(0)),
            List.of(parts.get(0), parts.get(1), parts.get(2), missing),
            List.of(parts.get(0), parts.get(1), other),
            List.<ObjectNode>of())) {
      Client.Reply reply = complete(begun, wrong);
      assertThat(reply.status()).as(wrong.toString()).isEqualTo(400);
      assertThat(files.list(folder())).isEmpty();
    }
    assertThat(complete(begun, parts).status()).isEqualTo(200);
  }

  @Test
  void leavesNothingOfAnUploadThatIsGivenUp() throws IOException {
    long before = filesInStore();
    JsonNode begun = begin();
    List<ObjectNode> parts = putAll(begun);
    ObjectNode abort =
        Json.object("path", "big.bin", "upload_id", begun.path("upload_id").asText());
    assertThat(call("abort", abort).body()).isEqualTo("{}");
    assertThat(call("abort", abort).status()).isEqualTo(200);
    assertThat(filesInStore()).isEqualTo(before);
    assertThat(complete(begun, parts).status()).isEqualTo(404);
    assertThat(put(begun, 1, part(1)).statusCode()).isEqualTo(404);
  }

  @Test
  void onlyTheSecretNameOpensAnUpload() {
    JsonNode begun = begin();
    List<ObjectNode> parts = putAll(begun);
    Client.Reply stranger =
        call(
            "complete",
            Json.object("path", "big.bin", "upload_id", "0".repeat(64), "parts", parts));
    assertThat(stranger.status()).isEqualTo(404);
    Client.Reply elsewhere =
        call(
            "complete",
            Json.object("path", "other.bin", "upload_id", begun.path("upload_id"), "parts", parts));
    assertThat(elsewhere.status()).isEqualTo(404);
    assertThat(
            new TestSql(server.database())
                .number(
                    "SELECT count(*) FROM upload WHERE encode(token, 'hex') = '"
                        + begun.path("upload_id").asText()
                        + "'"))
        .isZero();
  }

  @Test
  void refusesAnUploadToARunThatIsDeletedMeanwhile() {
    JsonNode begun = begin();
    List<ObjectNode> parts = putAll(begun);
    client.post("runs/delete", Json.text("run_id", run));
    assertThat(complete(begun, parts).status()).isEqualTo(400);
    assertThat(call("create", Json.object("path", "x", "num_parts", 1)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/..", "..", "a/", "a\\"})
  void refusesNamesThatAreNone(String path) {
    assertThat(call("create", Json.object("path", path, "num_parts", 1)).status()).isEqualTo(400);
  }

  @Test
  void takesTheNameFromPathsOfAnySystem() {
    for (Map.Entry<String, String> entry :
        Map.of("C:\\models\\w.bin", "w.bin", "../../x.bin", "x.bin").entrySet()) {
      JsonNode begun = call("create", Json.object("path", entry.getKey(), "num_parts", 1)).json();
      List<ObjectNode> parts = new ArrayList<>();
      parts.add(putPart(begun, 1));
      call(
          "complete",
          Json.object(
              "path", entry.getKey(), "upload_id", begun.path("upload_id"), "parts", parts));
      assertThat(files.get(folder() + "/" + entry.getValue()).body()).isEqualTo(part(1));
    }
  }

  @Test
  void refusesCountsOfPartsThatNoStoreTakes() {
    for (Object count : List.of(-1, 10_001, "x", 1.5)) {
      assertThat(call("create", Json.object("path", "x", "num_parts", count)).status())
          .as("num_parts %s", count)
          .isEqualTo(400);
    }
    assertThat(call("create", Json.object("path", "x")).json().has("credentials")).isFalse();
  }

  @Test
  void doesNotSendCallersToAFolder() {
    files.put(folder() + "/f", "f");
    Client.Reply reply =
        client.send(
            client.request("/api/2.0/mlflow-artifacts/presigned/" + folder() + "/f", "GET", ""));
    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.errorCode()).isEqualTo("NOT_IMPLEMENTED");
  }

  @Test
  void namesItsUrlsAsTheOperatorSays() {
    try (TestServer behindProxy =
        new TestServer(Map.of("MODELYARD_PUBLIC_URL", "https://ml.example.org/base")).start()) {
      Client proxied = behindProxy.client();
      Client.Reply begun =
          proxied.send(
              proxied.request(
                  "/api/2.0/mlflow-artifacts/mpu/create/" + FileCalls.ofRun(proxied.run("0"), ""),
                  "POST",
                  Json.text("path", "f", "num_parts", 1)));
      assertThat(begun.json().path("credentials").get(0).path("url").asText())
          .startsWith("https://ml.example.org/base/api/modelyard/1.0/uploads/");
    }
  }
}
