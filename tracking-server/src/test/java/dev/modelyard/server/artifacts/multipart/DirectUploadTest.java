package dev.modelyard.server.artifacts.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.artifacts.FileCalls;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.S3Server;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Uploads in parts, and downloads, that go straight to S3. */
class DirectUploadTest {
  @RegisterExtension static final TestServer server = new TestServer(direct());

  /** The least that S3 takes of a part that is not the last. */
  private static final int PART = 5 << 20;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Client client;
  private FileCalls files;
  private String run;
  private byte[] whole;

  private static Map<String, String> direct() {
    Map<String, String> settings = new HashMap<>(S3Server.settings());
    settings.put("MODELYARD_S3_DIRECT", "true");
    return settings;
  }

  @BeforeEach
  void aFileInTwoParts() {
    client = server.client();
    files = new FileCalls(server);
    run = client.run("0");
    whole = new byte[PART + 1_000];
    new Random(run.hashCode()).nextBytes(whole);
  }

  private Client.Reply call(String what, ObjectNode body) {
    return client.send(
        client.request(
            "/api/2.0/mlflow-artifacts/mpu/" + what + "/" + FileCalls.ofRun(run, ""),
            "POST",
            body.toString()));
  }

  private JsonNode begin() {
    return call("create", Json.object("path", "big.bin", "num_parts", 2)).json();
  }

  private HttpResponse<byte[]> send(String method, String url, byte[] body) {
    try {
      HttpRequest.BodyPublisher publisher =
          body.length == 0
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofByteArray(body);
      return http.send(
          HttpRequest.newBuilder(URI.create(url)).method(method, publisher).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private List<ObjectNode> putAll(JsonNode begun) {
    List<ObjectNode> parts = new ArrayList<>();
    for (int number = 1; number <= 2; number++) {
      String url = begun.path("credentials").get(number - 1).path("url").asText();
      assertThat(url).doesNotContain(":" + server.port() + "/");
      byte[] part =
          Arrays.copyOfRange(whole, (number - 1) * PART, Math.min(whole.length, number * PART));
      HttpResponse<byte[]> put = send("PUT", url, part);
      assertThat(put.statusCode()).isEqualTo(200);
      parts.add(
          Json.object(
              "part_number", number, "etag", put.headers().firstValue("ETag").orElseThrow()));
    }
    return parts;
  }

  private Client.Reply complete(JsonNode begun, List<ObjectNode> parts) {
    return call(
        "complete",
        Json.object("path", "big.bin", "upload_id", begun.path("upload_id"), "parts", parts));
  }

  @Test
  void makesAFileOfThePartsThatTheStoreHas() {
    JsonNode begun = begin();
    List<ObjectNode> parts = putAll(begun);
    assertThat(files.list(FileCalls.ofRun(run, ""))).isEmpty();
    Client.Reply done = complete(begun, parts);
    assertThat(done.status()).as(done.body()).isEqualTo(200);
    assertThat(files.get(FileCalls.ofRun(run, "big.bin")).body()).isEqualTo(whole);
    assertThat(complete(begun, parts).status()).isEqualTo(200);
  }

  @Test
  void canBeCompletedAgainWhenTheServerDiedInBetween() {
    JsonNode begun = begin();
    List<ObjectNode> parts = putAll(begun);
    complete(begun, parts);
    // As it stands when the store has made its object, and no row was committed yet.
    new TestSql(server.database())
        .execute(
            "UPDATE upload SET done = false",
            "DELETE FROM artifact WHERE name = 'big.bin'",
            "WITH gone AS (DELETE FROM blob b WHERE size = "
                + whole.length
                + " RETURNING blob_id) INSERT INTO blob_stray SELECT blob_id, 0, false FROM gone");
    Client.Reply again = complete(begun, parts);
    assertThat(again.status()).as(again.body()).isEqualTo(200);
    assertThat(files.get(FileCalls.ofRun(run, "big.bin")).body()).isEqualTo(whole);
  }

  @Test
  void refusesPartsThatTheStoreDoesNotHave() {
    JsonNode begun = begin();
    List<ObjectNode> parts = putAll(begun);
    parts.set(1, Json.object("part_number", 2, "etag", "\"0123456789abcdef0123456789abcdef\""));
    Client.Reply reply = complete(begun, parts);
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(files.list(FileCalls.ofRun(run, ""))).isEmpty();
  }

  @Test
  void leavesNothingOfAnUploadThatIsGivenUp() {
    JsonNode begun = begin();
    List<ObjectNode> parts = putAll(begun);
    call("abort", Json.object("path", "big.bin", "upload_id", begun.path("upload_id")));
    assertThat(complete(begun, parts).status()).isEqualTo(404);
    assertThat(files.list(FileCalls.ofRun(run, ""))).isEmpty();
  }

  @Test
  void sendsCallersToTheStoreForDownloads() {
    files.put(FileCalls.ofRun(run, "f.bin"), whole);
    Client.Reply presigned =
        client.send(
            client.request(
                "/api/2.0/mlflow-artifacts/presigned/" + FileCalls.ofRun(run, "f.bin"), "GET", ""));
    assertThat(presigned.json().path("file_size").asLong()).isEqualTo(whole.length);
    HttpResponse<byte[]> got = send("GET", presigned.json().path("url").asText(), new byte[0]);
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(whole);
    Client.Reply missing =
        client.send(
            client.request(
                "/api/2.0/mlflow-artifacts/presigned/" + FileCalls.ofRun(run, "no"), "GET", ""));
    assertThat(missing.status()).isEqualTo(404);
  }
}
