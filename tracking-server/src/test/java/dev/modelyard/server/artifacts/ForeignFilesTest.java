package dev.modelyard.server.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.blobs.BlobLocation;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.S3Server;
import dev.modelyard.server.testing.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

/** Files in buckets that clients have named: read where the operator allows it, and only there. */
class ForeignFilesTest {
  private static final BlobLocation.S3 OTHER = S3Server.location();

  @RegisterExtension static final TestServer server = new TestServer(settings());

  private static Client client;
  private static String run;

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("MODELYARD_S3_ENDPOINT", String.valueOf(OTHER.endpoint()));
    settings.put("MODELYARD_ALLOWED_LOCATIONS", "s3://" + OTHER.bucket() + "/team");
    return settings;
  }

  @BeforeAll
  static void aRunWithFilesInABucket() {
    client = server.client();
    run = runAt("s3://" + OTHER.bucket() + "/team/x");
    // Laid there by the client, with its own credentials.
    put("notes.txt", "some notes");
    put("plots/a b.txt", "plot");
    put("plots/inner/c.txt", "c");
  }

  private static void put(String name, String text) {
    String key = "team/x/" + run + "/artifacts/" + name;
    S3Server.client()
        .putObject(put -> put.bucket(OTHER.bucket()).key(key), RequestBody.fromString(text));
  }

  private static String runAt(String location) {
    String experiment =
        client
            .post(
                "experiments/create",
                Json.text("name", "at " + location, "artifact_location", location))
            .json()
            .path("experiment_id")
            .asText();
    return client.run(experiment);
  }

  private static Client.Reply get(String path) {
    return client.send(client.request("/get-artifact?run_id=" + run + path, "GET", ""));
  }

  private static List<String> list(String path) {
    Client.Reply reply = client.get("artifacts/list", "run_id", run, "path", path);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return Json.texts(reply.json().path("files"), "path");
  }

  @Test
  void listsLevelByLevel() {
    assertThat(list("")).containsExactly("notes.txt", "plots");
    assertThat(list("plots")).containsExactly("plots/a b.txt", "plots/inner");
    assertThat(list("no")).isEmpty();
  }

  @Test
  void sendsFilesWithRangesAndValidators() {
    assertThat(get("&path=notes.txt").body()).isEqualTo("some notes");
    assertThat(get("&path=plots/a%20b.txt").body()).isEqualTo("plot");
    Client.Reply part =
        client.send(
            client
                .request("/get-artifact?run_id=" + run + "&path=notes.txt", "GET", "")
                .header("Range", "bytes=5-"));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("notes");
    String etag = part.raw().headers().firstValue("ETag").orElseThrow();
    Client.Reply again =
        client.send(
            client
                .request("/get-artifact?run_id=" + run + "&path=notes.txt", "GET", "")
                .header("If-None-Match", etag));
    assertThat(again.status()).isEqualTo(304);
  }

  @Test
  void tellsWhatIsMissing() {
    assertThat(get("&path=no.txt").status()).isEqualTo(404);
    assertThat(get("&path=../notes.txt").status()).isEqualTo(400);
  }

  @Test
  void readsNothingBeside() {
    for (String location :
        List.of(
            "s3://" + OTHER.bucket() + "/teams",
            "s3://" + OTHER.bucket() + "/other",
            "s3://" + OTHER.bucket() + "x/team",
            "gs://" + OTHER.bucket() + "/team/x")) {
      String elsewhere = runAt(location);
      Client.Reply reply = client.get("artifacts/list", "run_id", elsewhere);
      assertThat(reply.status()).as(location).isEqualTo(400);
      assertThat(reply.message()).contains("MODELYARD_ALLOWED_LOCATIONS");
    }
  }

  @Test
  void neverWritesThere() {
    Client.Reply reply =
        client.send(
            client
                .request(
                    "/ajax-api/2.0/mlflow/upload-artifact?path=x.txt&run_uuid=" + run, "POST", "x")
                .setHeader("Content-Type", "text/plain"));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(list("")).doesNotContain("x.txt");
  }
}
