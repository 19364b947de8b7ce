package dev.modelyard.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.blobs.DirectTransfers.Part;
import dev.modelyard.server.testing.S3Server;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class S3DirectTransfersTest {
  private static final int MIB = 1 << 20;
  private static final BlobLocation.S3 LOCATION = S3Server.location();
  private static final Blobs BLOBS = LOCATION.connect();
  private static final DirectTransfers DIRECT = BLOBS.direct().orElseThrow();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @AfterAll
  static void close() {
    BLOBS.close();
  }

  @Test
  void makesABlobOfPartsThatAClientPutsToTheStore() throws Exception {
    UUID id = UUID.randomUUID();
    byte[] first = BlobsContract.bytes(5 * MIB);
    byte[] second = BlobsContract.bytes(100);
    String upload = DIRECT.begin(id);
    List<Part> parts =
        List.of(
            new Part(1, put(DIRECT.partUrl(id, upload, 1), first)),
            new Part(2, put(DIRECT.partUrl(id, upload, 2), second)));
    assertThat(DIRECT.complete(id, upload, parts)).isEqualTo(5 * MIB + 100);

    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    BLOBS.read(id, 5 * MIB, 100, bytes -> seen.write(BlobsContract.copy(bytes)));
    assertThat(seen.toByteArray()).isEqualTo(second);
  }

  @Test
  void signsUrlsThatExpire() throws Exception {
    UUID id = UUID.randomUUID();
    BLOBS.write(id, new ByteArrayInputStream(BlobsContract.bytes(10)), 10);
    URI url = DIRECT.readUrl(id);
    assertThat(url.getQuery()).contains("X-Amz-Expires=300");
    HttpResponse<byte[]> answer = get(url);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(BlobsContract.bytes(10));
    assertThat(DIRECT.partUrl(id, "u", 7).getQuery())
        .contains("X-Amz-Expires=3600", "partNumber=7", "X-Amz-SignedHeaders=host&");
  }

  @Test
  void makesUrlsThatAreGoodForNothingElse() throws Exception {
    UUID id = UUID.randomUUID();
    BLOBS.write(id, new ByteArrayInputStream(BlobsContract.bytes(10)), 10);
    UUID other = UUID.randomUUID();
    BLOBS.write(other, new ByteArrayInputStream(BlobsContract.bytes(10)), 10);
    String url = DIRECT.readUrl(id).toString().replace(BlobName.of(id), BlobName.of(other));
    assertThat(get(URI.create(url)).statusCode()).isEqualTo(403);
  }

  @Test
  void refusesPartsThatTheStoreDoesNotHave() throws Exception {
    UUID id = UUID.randomUUID();
    String upload = DIRECT.begin(id);
    String etag = put(DIRECT.partUrl(id, upload, 1), BlobsContract.bytes(10));
    String next = put(DIRECT.partUrl(id, upload, 2), BlobsContract.bytes(10));
    assertRefused(id, upload, List.of());
    assertRefused(id, upload, List.of(new Part(1, etag), new Part(3, etag)));
    assertRefused(id, upload, List.of(new Part(1, "\"0123456789abcdef0123456789abcdef\"")));
    assertRefused(id, upload, List.of(new Part(2, next), new Part(1, etag)));
    assertRefused(id, upload, List.of(new Part(1, etag), new Part(2, next)));
    assertRefused(id, "no-such-upload", List.of(new Part(1, etag)));
    BLOBS.delete(id);
    assertRefused(id, upload, List.of(new Part(1, etag)));
  }

  @Test
  void isDeletedTwiceBeforeAnyPart() {
    UUID id = UUID.randomUUID();
    DIRECT.begin(id);
    BLOBS.delete(id);
    BLOBS.delete(id);
  }

  @Test
  void isDeletedLikeAnyBlob() throws Exception {
    UUID id = UUID.randomUUID();
    String upload = DIRECT.begin(id);
    String etag = put(DIRECT.partUrl(id, upload, 1), BlobsContract.bytes(10));
    BLOBS.delete(id);
    assertRefused(id, upload, List.of(new Part(1, etag)));
  }

  @Test
  void isNotOfferedWhereTheOperatorSaysSo() {
    BlobLocation.S3 inside =
        new BlobLocation.S3(
            LOCATION.bucket(), LOCATION.prefix(), LOCATION.endpoint(), null, true, false);
    try (Blobs blobs = inside.connect()) {
      assertThat(blobs.direct()).isEmpty();
    }
  }

  private static void assertRefused(UUID id, String upload, List<Part> parts) {
    assertThatThrownBy(() -> DIRECT.complete(id, upload, parts))
        .as("%s", parts)
        .isInstanceOf(PartsRefusedException.class)
        .hasMessageNotContaining(LOCATION.bucket());
  }

  private static String put(URI url, byte[] bytes) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(url).PUT(BodyPublishers.ofByteArray(bytes)).build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  private static HttpResponse<byte[]> get(URI url) throws IOException, InterruptedException {
    return HTTP.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray());
  }
}
