package dev.modelyard.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import dev.modelyard.server.testing.AtOnce;
import dev.modelyard.server.testing.S3Server;
import dev.modelyard.server.testing.TcpProxy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

class S3BlobsTest extends BlobsContract {
  // So small that tens of MiB reach every way of writing.
  private static final S3Limits LIMITS =
      new S3Limits(512 * 1024, 25 * MIB, 5 * MIB, 2, Duration.ofSeconds(10));

  private static final BlobLocation.S3 LOCATION = S3Server.location();
  private static final Blobs BLOBS = new S3Blobs(LOCATION, LIMITS);

  @AfterAll
  static void close() {
    BLOBS.close();
  }

  @Override
  Blobs blobs() {
    return BLOBS;
  }

  @Test
  void sendsInPartsWhatIsTooMuchForOneRequest() throws IOException {
    UUID id = UUID.randomUUID();
    byte[] bytes = bytes(26 * MIB + 3);
    BLOBS.write(id, new ByteArrayInputStream(bytes), bytes.length);
    assertThat(BlobsContract.read(BLOBS, id, 0, bytes.length)).isEqualTo(bytes);
    assertThat(etag(id)).as("of 6 parts").endsWith("-6\"");
  }

  @Test
  void leavesNoPartsOfAStreamThatBreaks() {
    for (long length : new long[] {40 * MIB, -1}) {
      UUID id = UUID.randomUUID();
      assertThatThrownBy(() -> BLOBS.write(id, breaking(12 * MIB), length))
          .hasMessage("the line went dead");
      assertThat(unfinished(id)).isEmpty();
    }
  }

  @Test
  void deletesWhatAKillLeft() {
    UUID id = UUID.randomUUID();
    String key = key(id);
    String upload =
        S3Server.client()
            .createMultipartUpload(begin -> begin.bucket(LOCATION.bucket()).key(key))
            .uploadId();
    S3Server.client()
        .uploadPart(
            part -> part.bucket(LOCATION.bucket()).key(key).uploadId(upload).partNumber(1),
            RequestBody.fromBytes(bytes(10)));
    assertThat(unfinished(id)).containsExactly(upload);
    BLOBS.delete(id);
    assertThat(unfinished(id)).isEmpty();
  }

  @Test
  void letsUploadsWaitForPartBuffers() throws Exception {
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int length = 6 * MIB + i;
      work.add(
          () -> {
            takesBytesWhoseNumberNobodyKnows(length);
            return null;
          });
    }
    AtOnce.run(8, work);
  }

  @Test
  void goesOnReadingWhenTheLineBreaks() throws IOException {
    UUID id = UUID.randomUUID();
    byte[] bytes = bytes(8 * MIB);
    BLOBS.write(id, new ByteArrayInputStream(bytes), bytes.length);
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try (TcpProxy line = line();
        Blobs behindTheLine = new S3Blobs(through(line), LIMITS)) {
      behindTheLine.read(
          id,
          0,
          bytes.length,
          some -> {
            boolean halfway = seen.size() < 4 * MIB;
            seen.write(copy(some));
            if (halfway && seen.size() >= 4 * MIB) {
              line.cut();
              line.mend();
            }
          });
    }
    assertThat(seen.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void givesUpReadingWhenTheLineStaysBroken() throws IOException {
    UUID id = UUID.randomUUID();
    BLOBS.write(id, new ByteArrayInputStream(bytes(8 * MIB)), 8 * MIB);
    try (TcpProxy line = line();
        Blobs behindTheLine = new S3Blobs(through(line), LIMITS)) {
      assertThatThrownBy(() -> behindTheLine.read(id, 0, 8 * MIB, some -> line.cut()))
          .isInstanceOfSatisfying(
              BlobStoreException.class,
              failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
    }
  }

  @Test
  void saysSoWhenTheLineBreaksInAnUpload() throws IOException {
    try (TcpProxy line = line();
        Blobs behindTheLine = new S3Blobs(through(line), LIMITS)) {
      UUID id = UUID.randomUUID();
      InputStream in = new ByteArrayInputStream(bytes(8 * MIB));
      InputStream cutting =
          new FilterInputStream(in) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
              if (in.available() < 4 * MIB) {
                line.cut();
              }
              return super.read(into, offset, length);
            }
          };
      assertThatThrownBy(() -> behindTheLine.write(id, cutting, 8 * MIB))
          .isInstanceOfSatisfying(
              BlobStoreException.class,
              failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
      BlobsContract.assertMissing(BLOBS, id, 0, 1);
    }
  }

  private static TcpProxy line() {
    return new TcpProxy("127.0.0.1", Objects.requireNonNull(LOCATION.endpoint()).getPort());
  }

  private static BlobLocation.S3 through(TcpProxy line) {
    URI endpoint = URI.create("http://127.0.0.1:" + line.port());
    return new BlobLocation.S3(LOCATION.bucket(), LOCATION.prefix(), endpoint, null, true, true);
  }

  private static String key(UUID id) {
    return LOCATION.prefix() + BlobName.of(id);
  }

  private static String etag(UUID id) {
    return S3Server.client().headObject(head -> head.bucket(LOCATION.bucket()).key(key(id))).eTag();
  }

  private static List<String> unfinished(UUID id) {
    return S3Server.client()
        .listMultipartUploads(list -> list.bucket(LOCATION.bucket()).prefix(key(id)))
        .uploads()
        .stream()
        .map(upload -> upload.uploadId())
        .toList();
  }
}
