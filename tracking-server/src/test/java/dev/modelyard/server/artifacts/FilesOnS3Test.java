package dev.modelyard.server.artifacts;

import static dev.modelyard.server.artifacts.FileCalls.ofRun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.blobs.BlobLocation;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.S3Server;
import dev.modelyard.server.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.S3Client;

/** Files through the whole server with their bytes in an S3 bucket. */
class FilesOnS3Test {
  private static final BlobLocation.S3 LOCATION = S3Server.location();

  @RegisterExtension
  static final TestServer server =
      new TestServer(
          Map.of(
              "MODELYARD_ARTIFACTS", LOCATION.toString(),
              "MODELYARD_S3_ENDPOINT", String.valueOf(LOCATION.endpoint())));

  private FileCalls files;
  private String run;

  @BeforeEach
  void aRun() {
    files = new FileCalls(server);
    run = server.client().run("0");
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void keepsFilesOfAnySize() {
    for (int size : new int[] {0, 10, 200_000, 3_000_000}) {
      assertThat(files.put(ofRun(run, "f" + size), bytes(size)).statusCode()).isEqualTo(200);
      assertThat(files.get(ofRun(run, "f" + size)).body()).isEqualTo(bytes(size));
    }
    HttpResponse<byte[]> part = files.get(ofRun(run, "f3000000"), "Range", "bytes=1000000-1000009");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).hasSize(10).startsWith(bytes(3_000_000)[1_000_000]);
  }

  @Test
  void takesBodiesWhoseLengthNobodyKnows() {
    byte[] half = bytes(1_500_000);
    HttpRequest.BodyPublisher chunked =
        HttpRequest.BodyPublishers.ofByteArrays(List.of(half, half));
    assertThat(files.send("PUT", ofRun(run, "twice"), chunked).statusCode()).isEqualTo(200);
    assertThat(files.get(ofRun(run, "twice")).body()).startsWith(half).hasSize(3_000_000);
  }

  @Test
  void answers404ForWhatIsMissing() {
    assertThat(files.get(ofRun(run, "no")).statusCode()).isEqualTo(404);
  }

  @Test
  void tellsThatBytesAreLost() {
    files.put(ofRun(run, "lost"), bytes(250_000));
    S3Client s3 = S3Server.client();
    s3.listObjectsV2Paginator(list -> list.bucket(LOCATION.bucket())).contents().stream()
        .filter(object -> object.size() == 250_000)
        .forEach(object -> s3.deleteObject(d -> d.bucket(LOCATION.bucket()).key(object.key())));
    HttpResponse<byte[]> answer = files.get(ofRun(run, "lost"));
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("DATA_LOSS")
        .doesNotContain("s3://");
  }

  @Test
  void doesNotSendClientsToAStoreThatOnlyItMayReach() {
    Client client = server.client();
    var info = client.send(client.request("/api/3.0/mlflow/server-info", "GET", "")).json();
    assertThat(info.path("multipart_uploads_enabled").asBoolean()).isTrue();
    assertThat(info.path("multipart_downloads_enabled").asBoolean()).isFalse();
  }
}
