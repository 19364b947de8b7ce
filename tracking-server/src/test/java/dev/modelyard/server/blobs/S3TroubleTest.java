package dev.modelyard.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import dev.modelyard.server.blobs.CannedS3.Trouble;
import dev.modelyard.server.error.StartupException;
import dev.modelyard.server.testing.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators read when S3 does not do what it should. */
class S3TroubleTest {
  private static final int MIB = 1 << 20;

  /** Longer than any store on this machine takes, however busy it is. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Of tests of a store that hangs, so that they are short, too. */
  private static final Duration NO_PATIENCE = Duration.ofSeconds(1);

  private static BlobLocation.S3 good;

  @BeforeAll
  static void start() {
    good = S3Server.location();
  }

  @Test
  void namesABucketThatIsMissing() {
    assertUnavailable(at(good.endpoint(), "no-such-bucket"))
        .hasMessageContaining("s3:PutObject on s3://no-such-bucket/some/prefix/")
        .hasMessageContaining("404 NoSuchBucket")
        .hasMessageContaining("Make the bucket, or name another one in MODELYARD_ARTIFACTS");
  }

  @Test
  void tellsAWrongSecret() {
    String secret = System.setProperty("aws.secretAccessKey", "wrong");
    try {
      assertUnavailable(good)
          .hasMessageContaining("403 SignatureDoesNotMatch")
          .hasMessageContaining("must be a pair that this store knows")
          .hasMessageNotContaining("wrong");
    } finally {
      System.setProperty("aws.secretAccessKey", String.valueOf(secret));
    }
  }

  @Test
  void tellsThatNobodyAnswers() {
    assertUnavailable(at(URI.create("http://127.0.0.1:1"), "models"))
        .hasMessageContaining("nobody answers at http://127.0.0.1:1 (Connection refused)");
  }

  @Test
  void tellsThatThereIsNoSuchHost() {
    assertUnavailable(at(URI.create("http://nowhere.invalid:9000"), "models"))
        .hasMessageContaining("there is no host nowhere.invalid")
        .hasMessageContaining("MODELYARD_S3_ENDPOINT");
  }

  @Test
  void tellsThatTheEndpointSpeaksNoTls() {
    URI endpoint = URI.create(String.valueOf(good.endpoint()).replace("http:", "https:"));
    assertUnavailable(at(endpoint, "models")).hasMessageContaining("no TLS with " + endpoint);
  }

  @Test
  void doesNotHangWithAStoreThatDoesNotAnswer() throws IOException {
    try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI endpoint = URI.create("http://127.0.0.1:" + deaf.getLocalPort());
      assertUnavailable(at(endpoint, "models"), NO_PATIENCE)
          .hasMessageContaining(endpoint + " did not answer in time");
    }
  }

  @Test
  void doesNotHangWithAStoreThatTakesNoBytes() throws IOException {
    try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Blobs blobs =
            open(
                at(URI.create("http://127.0.0.1:" + deaf.getLocalPort()), "models"), NO_PATIENCE)) {
      byte[] bytes = new byte[64 * MIB];
      assertThatThrownBy(
              () -> blobs.write(UUID.randomUUID(), new ByteArrayInputStream(bytes), bytes.length))
          .isInstanceOf(BlobStoreException.class)
          .hasMessageContaining("did not answer in time (no byte was taken for 1 s)");
    }
  }

  @Test
  void stopsTheStartWithThatMessage() {
    assertThatThrownBy(() -> at(good.endpoint(), "no-such-bucket").open())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("The store of artifacts cannot be used")
        .hasMessageContaining("Make the bucket");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 |                               | AccessDenied                 | no   | UNAVAILABLE | Allow these credentials to do s3:PutObject
          403 |                               | RequestTimeTooSkewed         | no   | UNAVAILABLE | Set the clock of this machine
          403 |                               | InvalidAccessKeyId           | no   | UNAVAILABLE | must be a pair
          400 |                               | ExpiredToken                 | no   | UNAVAILABLE | give the server new ones
          400 | x-amz-bucket-region: eu-west-1| AuthorizationHeaderMalformed | no   | UNAVAILABLE | Set MODELYARD_S3_REGION to the region of the bucket, which is eu-west-1
          301 | x-amz-bucket-region: eu-west-1| PermanentRedirect            | no   | UNAVAILABLE | which is eu-west-1
          507 |                               | InsufficientStorage          | no   | FULL        | 507 InsufficientStorage "no"
          403 |                               | QuotaExceeded                | no   | FULL        | 403 QuotaExceeded
          503 |                               | ServiceUnavailable           | no   | UNAVAILABLE | 503 ServiceUnavailable "no" (request R1)
          500 |                               | InternalError                | no   | UNAVAILABLE | 500 InternalError
          404 |                               | ''                           | no   | UNAVAILABLE | 404 without the error document of S3
          """)
  void explains(
      int status, String header, String code, String message, Kind kind, String explanation) {
    Trouble trouble = new Trouble(status, header == null ? "" : header, code, message);
    try (CannedS3 s3 = new CannedS3(trouble);
        Blobs blobs = open(s3.location(), PATIENCE)) {
      assertThatThrownBy(blobs::check)
          .isInstanceOfSatisfying(
              BlobStoreException.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
          .hasMessageContaining(explanation);
    }
  }

  @Test
  void triesThreeTimesWhatMayPassAndOnceWhatWillNot() {
    try (CannedS3 busy = new CannedS3(new Trouble(500, "", "InternalError", "no"));
        CannedS3 strict = new CannedS3(new Trouble(403, "", "AccessDenied", "no"));
        Blobs ofBusy = open(busy.location(), PATIENCE);
        Blobs ofStrict = open(strict.location(), PATIENCE)) {
      assertThatThrownBy(ofBusy::check).isInstanceOf(BlobStoreException.class);
      assertThatThrownBy(ofStrict::check).isInstanceOf(BlobStoreException.class);
      assertThat(busy.methods()).containsExactly("PUT", "PUT", "PUT");
      assertThat(strict.methods()).containsExactly("PUT");
    }
  }

  private static AbstractThrowableAssert<?, ?> assertUnavailable(BlobLocation.S3 location) {
    return assertUnavailable(location, PATIENCE);
  }

  private static AbstractThrowableAssert<?, ?> assertUnavailable(
      BlobLocation.S3 location, Duration patience) {
    try (Blobs blobs = open(location, patience)) {
      ThrowingCallable check = blobs::check;
      return assertThatThrownBy(check)
          .isInstanceOfSatisfying(
              BlobStoreException.class,
              failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
    }
  }

  private static Blobs open(BlobLocation.S3 location, Duration patience) {
    return new S3Blobs(location, new S3Limits(512 * 1024, 5L << 30, 5 * MIB, 2, patience));
  }

  private static BlobLocation.S3 at(@Nullable URI endpoint, String bucket) {
    return new BlobLocation.S3(bucket, "some/prefix/", endpoint, null, true, true);
  }
}
