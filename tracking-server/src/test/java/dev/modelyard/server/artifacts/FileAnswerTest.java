package dev.modelyard.server.artifacts;

import static dev.modelyard.server.artifacts.FileCalls.ofRun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What HTTP promises of a file: validators, conditions, ranges, names, types, digests. */
class FileAnswerTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String TEXT = "0123456789";
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);

  private FileCalls files;
  private String run;
  private String path;

  @BeforeEach
  void aFile() {
    files = new FileCalls(server);
    run = server.client().run("0");
    path = ofRun(run, "digits.txt");
    files.put(path, BYTES);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static byte[] digest(String algorithm, byte[] bytes) throws Exception {
    return MessageDigest.getInstance(algorithm).digest(bytes);
  }

  @Test
  void tellsAllThatIsKnownOfAFile() throws Exception {
    HttpResponse<byte[]> got = files.get(path);
    assertThat(header(got, "ETag"))
        .isEqualTo('"' + HexFormat.of().formatHex(digest("SHA-256", BYTES)) + '"');
    assertThat(header(got, "Repr-Digest"))
        .isEqualTo(
            "sha-256=:" + Base64.getEncoder().encodeToString(digest("SHA-256", BYTES)) + ":");
    assertThat(header(got, "Content-Length")).isEqualTo("10");
    assertThat(header(got, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(header(got, "Last-Modified")).endsWith(" GMT");
    assertThat(header(got, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(got, "Content-Security-Policy")).contains("sandbox");
    assertThat(header(got, "Content-Disposition")).isEqualTo("attachment; filename=\"digits.txt\"");
    assertThat(header(got, "Cache-Control")).contains("private");
  }

  @Test
  void answersHeadAsGetWithoutTheBytes() {
    HttpResponse<byte[]> head = files.head(path);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Length")).isEqualTo("10");
    assertThat(header(head, "ETag")).isEqualTo(header(files.get(path), "ETag"));
    assertThat(files.head(ofRun(run, "no")).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, bytes 0-0/10",
    "bytes=2-4, 234, bytes 2-4/10",
    "bytes=7-, 789, bytes 7-9/10",
    "bytes=-2, 89, bytes 8-9/10",
    "bytes=-99, 0123456789, bytes 0-9/10",
    "bytes=5-99, 56789, bytes 5-9/10"
  })
  void sendsARange(String range, String expected, String contentRange) {
    HttpResponse<byte[]> part = files.get(path, "Range", range);
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(new String(part.body(), StandardCharsets.UTF_8)).isEqualTo(expected);
    assertThat(header(part, "Content-Range")).isEqualTo(contentRange);
  }

  @ParameterizedTest
  @CsvSource({"bytes=10-", "bytes=99-100", "bytes=-0"})
  void refusesARangeThatTheFileDoesNotHave(String range) {
    HttpResponse<byte[]> answer = files.get(path, "Range", range);
    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(header(answer, "Content-Range")).isEqualTo("bytes */10");
    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"bytes=4-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "0-1"})
  void sendsAllWhenARangeIsNotUnderstood(String range) {
    HttpResponse<byte[]> answer = files.get(path, "Range", range);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(BYTES);
  }

  @Test
  void sendsARangeOnlyOfTheFileThatWasMeant() {
    String etag = header(files.head(path), "ETag");
    assertThat(files.get(path, "Range", "bytes=1-2", "If-Range", etag).statusCode()).isEqualTo(206);
    assertThat(files.get(path, "Range", "bytes=1-2", "If-Range", "\"other\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void sendsNothingThatTheCallerHasAlready() {
    HttpResponse<byte[]> first = files.get(path);
    String etag = header(first, "ETag");
    HttpResponse<byte[]> again = files.get(path, "If-None-Match", "\"x\", W/" + etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "ETag")).isEqualTo(etag);
    assertThat(files.get(path, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    String modified = header(first, "Last-Modified");
    assertThat(files.get(path, "If-Modified-Since", modified).statusCode()).isEqualTo(304);
    assertThat(files.get(path, "If-Modified-Since", "no date").statusCode()).isEqualTo(200);
    files.put(path, "changed");
    assertThat(files.get(path, "If-None-Match", etag).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesWhenTheFileIsNotTheOneThatIsMeant() {
    String etag = header(files.head(path), "ETag");
    assertThat(files.get(path, "If-Match", etag).statusCode()).isEqualTo(200);
    assertThat(files.get(path, "If-Match", "\"other\"").statusCode()).isEqualTo(412);
    assertThat(files.get(path, "If-Unmodified-Since", "Mon, 01 Jan 2001 00:00:00 GMT").statusCode())
        .isEqualTo(412);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.json | text/plain;charset=utf-8",
        "MLmodel | text/plain;charset=utf-8",
        "a.html | text/html",
        "a.svg | image/svg+xml",
        "A.PNG | image/png",
        "a.pdf | application/pdf",
        "a.pkl | application/octet-stream",
        "none | application/octet-stream"
      })
  void tellsTheTypeByTheName(String name, String type) {
    files.put(ofRun(run, name), "x");
    assertThat(header(files.get(ofRun(run, name)), "Content-Type")).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a b.txt | attachment; filename=\"a b.txt\"",
        "ü.txt | attachment; filename*=utf-8''%C3%BC.txt",
        "say \"hi\".txt | attachment; filename*=utf-8''say%20%22hi%22.txt",
        "100%.txt | attachment; filename*=utf-8''100%25.txt"
      })
  void encodesTheNameForItsHeader(String name, String disposition) {
    files.put(ofRun(run, name), "x");
    assertThat(header(files.get(ofRun(run, name)), "Content-Disposition")).isEqualTo(disposition);
  }

  @Test
  void takesBytesThatAreWhatTheCallerSays() throws Exception {
    String sha256 = Base64.getEncoder().encodeToString(digest("SHA-256", BYTES));
    String md5 = Base64.getEncoder().encodeToString(digest("MD5", BYTES));
    String sha512 = Base64.getEncoder().encodeToString(digest("SHA-512", BYTES));
    for (String[] headers :
        new String[][] {
          {"Content-Digest", "sha-256=:" + sha256 + ":"},
          {"Repr-Digest", "unknown=:AAAA:, sha-512=:" + sha512 + ":"},
          {"Digest", "SHA-256=" + sha256},
          {"Content-MD5", md5},
          {"x-amz-checksum-sha256", sha256}
        }) {
      assertThat(files.put(ofRun(run, "claimed"), BYTES, headers).statusCode())
          .as(headers[0])
          .isEqualTo(200);
    }
  }

  @Test
  void refusesBytesThatAreNotWhatTheCallerSays() throws Exception {
    String other = Base64.getEncoder().encodeToString(digest("SHA-256", new byte[] {1}));
    String otherMd5 = Base64.getEncoder().encodeToString(digest("MD5", new byte[] {1}));
    for (String[] headers :
        new String[][] {
          {"Content-Digest", "sha-256=:" + other + ":"},
          {"Content-MD5", otherMd5},
          {"x-amz-checksum-sha256", other},
          {"Content-MD5", "not base64!"},
          {"Content-Digest", "sha-256=:AAAA:"},
          {"Content-Digest", "sha-256"}
        }) {
      for (int size : new int[] {10, 200_000}) {
        HttpResponse<byte[]> put = files.put(ofRun(run, "claimed"), new byte[size], headers);
        assertThat(put.statusCode()).as(String.join(" ", headers)).isEqualTo(400);
        assertThat(files.text(ofRun(run, "claimed"))).isEqualTo("404");
      }
    }
  }

  @Test
  void refusesPartsAndCodedBytes() {
    assertThat(files.put(ofRun(run, "x"), BYTES, "Content-Range", "bytes 0-9/20").statusCode())
        .isEqualTo(400);
    assertThat(files.put(ofRun(run, "x"), BYTES, "Content-Encoding", "gzip").statusCode())
        .isEqualTo(400);
    assertThat(files.text(ofRun(run, "x"))).isEqualTo("404");
  }
}
