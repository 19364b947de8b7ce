package dev.modelyard.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.fetch.FetchCalls.Ended;
import dev.modelyard.server.testing.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command fetch against servers that lie, break off, hang or are something else. */
class LyingServerTest {
  private final Path folder;
  private final LyingServer server = new LyingServer();

  LyingServerTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Ended fetch(String... options) {
    return FetchCalls.fetch(server.url(), "models:/m/1", folder.resolve("dir"), options);
  }

  private static String sha256(String text) {
    MessageDigest digest = Digests.sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** An honest manifest of files with these paths, each with the same bytes. */
  private static String manifest(String bytes, String... paths) {
    List<ManifestFile> files = new ArrayList<>();
    for (String path : paths) {
      files.add(new ManifestFile(path, bytes.length(), sha256(bytes)));
    }
    return manifest(files, Manifest.digestOf(files));
  }

  private static String manifest(List<ManifestFile> files, String digest) {
    return Json.text(
        "name",
        "m",
        "version",
        "1",
        "new_field",
        List.of(Map.of("a", List.of(1))),
        "digest",
        digest,
        "total_size",
        files.stream().mapToLong(ManifestFile::size).sum(),
        "file_count",
        files.size(),
        "files",
        files.stream()
            .map(file -> Map.of("path", file.path(), "size", file.size(), "sha256", file.sha256()))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../f",
        "a/../../f",
        "/etc/f",
        "a//b",
        "./f",
        "a/.",
        "..",
        "",
        "a\\b",
        "a\nb",
        "a\u0000"
      })
  void refusesPathsThatClimb(String path) {
    server.then(200, manifest("x", path));
    Ended ended = fetch();
    assertThat(ended.code()).isEqualTo(5);
    assertThat(server.requests()).hasSize(1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesPathsThatCollideOrAreOutOfOrder() {
    for (String[] paths :
        new String[][] {{"a", "a"}, {"b", "a"}, {"a", "a!", "a/b"}, {"a/b", "a/b/c"}}) {
      assertThat(refusal(manifest("x", paths))).isEqualTo(5);
    }
    // In the order of UTF-16 these would be the other way round.
    assertThat(FilePaths.byCodePoint("\uFFEE", "\uD83D\uDE00")).isNegative();
  }

  private static int refusal(String manifest) {
    try {
      ManifestReader.read(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)));
      return 0;
    } catch (FetchException refused) {
      return refused.code().number();
    } catch (IOException noJson) {
      return 1;
    }
  }

  @Test
  void refusesAManifestWhoseDigestOrSumsAreWrong() {
    String good = manifest("x", "f");
    assertThat(refusal(good)).isZero();
    assertThat(refusal(good.replaceFirst("sha256:.", "sha256:-"))).isEqualTo(5);
    assertThat(refusal(good.replace("\"total_size\":1", "\"total_size\":2"))).isEqualTo(5);
    assertThat(refusal(good.replace("\"file_count\":1", "\"file_count\":2"))).isEqualTo(5);
    assertThat(refusal(good.replace("\"version\":\"1\"", "\"version\":\"../1\""))).isEqualTo(5);
    assertThat(refusal("[]")).isEqualTo(1);
  }

  @Test
  void findsBytesThatAreNotAsPromised() {
    server.then(200, manifest("good", "f")).then(200, "evil");
    assertThat(fetch().code()).isEqualTo(5);
    assertThat(folder.resolve("dir")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"goo", "goods"})
  void findsAnotherSizeThanPromised(String sent) {
    server.then(200, manifest("good", "f")).then(200, sent);
    assertThat(fetch().code()).isEqualTo(5);
  }

  @Test
  void takesAnEmptyFileOnItsWordAlone() {
    List<ManifestFile> files = List.of(new ManifestFile("f", 0, sha256("not empty")));
    server.then(200, manifest(files, Manifest.digestOf(files)));
    assertThat(fetch().code()).isEqualTo(5);
  }

  @Test
  void takesUpWhereAConnectionBroke() throws IOException {
    server
        .then(200, manifest("0123456789", "f"))
        .then(
            exchange -> {
              exchange.sendResponseHeaders(200, 10);
              exchange.getResponseBody().write("01234".getBytes(StandardCharsets.UTF_8));
              exchange.getResponseBody().flush();
            })
        .then(206, "56789", "Content-Range", "bytes 5-9/10");
    Ended ended = fetch();
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(server.requests().get(2)).contains("bytes=5-");
    assertThat(Files.readString(folder.resolve("dir/f"))).isEqualTo("0123456789");
  }

  @Test
  void startsOverWhenAPartIsNotToBeHad() throws IOException {
    server
        .then(200, manifest("0123456789", "f"))
        .then(
            exchange -> {
              exchange.sendResponseHeaders(200, 10);
              exchange.getResponseBody().write("01234".getBytes(StandardCharsets.UTF_8));
              exchange.getResponseBody().flush();
            })
        .then(200, "0123456789");
    assertThat(fetch().code()).isZero();
    assertThat(Files.readString(folder.resolve("dir/f"))).isEqualTo("0123456789");
  }

  @Test
  void refusesAnotherPartThanItAskedFor() {
    server
        .then(200, manifest("0123456789", "f"))
        .then(
            exchange -> {
              exchange.sendResponseHeaders(200, 10);
              exchange.getResponseBody().write("01234".getBytes(StandardCharsets.UTF_8));
              exchange.getResponseBody().flush();
            })
        .then(206, "3456789", "Content-Range", "bytes 3-9/10");
    assertThat(fetch().code()).isEqualTo(5);
  }

  @Test
  void comesBackToAServerThatIsOverloaded() {
    server
        .then(503, "{\"message\":\"too many\"}", "Retry-After", "1")
        .then(200, manifest("x", "f"))
        .then(429, "")
        .then(502, "<html>")
        .then(200, "x");
    Ended ended = fetch();
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("503: too many; trying again", "429", "502");
  }

  @Test
  void givesUpOnAServerThatStaysOverloaded() {
    server.then(503, "", "Retry-After", "3600");
    assertThat(fetch("--timeout", "1s").code()).isEqualTo(4);
  }

  @Test
  void givesUpOnABodyThatHangs() {
    CountDownLatch over = new CountDownLatch(1);
    server
        .then(200, manifest("0123456789", "f"))
        .then(
            exchange -> {
              exchange.sendResponseHeaders(200, 10);
              exchange.getResponseBody().write("01".getBytes(StandardCharsets.UTF_8));
              exchange.getResponseBody().flush();
              try {
                over.await();
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
    Ended ended = fetch("--timeout", "1s");
    over.countDown();
    assertThat(ended.code()).as(ended.err()).isEqualTo(4);
  }

  @Test
  void asksAgainWhenTheFilesHaveChangedMeanwhile() throws IOException {
    server
        .then(200, manifest("old", "f"))
        .then(412, "")
        .then(200, manifest("newer", "f"))
        .then(200, "newer");
    assertThat(fetch().code()).isZero();
    assertThat(Files.readString(folder.resolve("dir/f"))).isEqualTo("newer");
  }

  @Test
  void knowsWhatIsNoModelyard() {
    for (String body : List.of("<html>", "[]", "")) {
      server.then(200, body);
    }
    server.then(404, "{\"error_code\":\"ENDPOINT_NOT_FOUND\"}").then(404, "Not found");
    for (int i = 0; i < 5; i++) {
      Ended ended = fetch("--timeout", "1s");
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err()).contains("no Modelyard server");
    }
  }

  @Test
  void tellsWhereItIsSentOnAndWhenItIsNotLetIn() {
    server.then(302, "", "Location", "https://elsewhere.example/").then(401, "");
    assertThat(fetch().err()).contains("https://elsewhere.example/", "--server");
    Ended ended = fetch();
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("MLFLOW_TRACKING_TOKEN");
  }

  @Test
  void saysWhoItIs() {
    server.then(401, "");
    String url = server.url();
    fetchAs(Map.of("MLFLOW_TRACKING_URI", url));
    fetchAs(
        Map.of(
            "MLFLOW_TRACKING_URI",
            url,
            "MLFLOW_TRACKING_USERNAME",
            "me",
            "MLFLOW_TRACKING_PASSWORD",
            "pässword"));
    fetchAs(Map.of("MLFLOW_TRACKING_URI", url, "MLFLOW_TRACKING_TOKEN", "secret"));
    Ended ended = fetchAs(Map.of("MLFLOW_TRACKING_URI", url.replace("//", "//you:word@")));
    assertThat(ended.err()).doesNotContain("word@");
    String path = "GET /api/modelyard/1.0/models/m/versions/1 null ";
    assertThat(server.requests())
        .containsExactly(
            path + "null",
            path + "Basic bWU6cMOkc3N3b3Jk",
            path + "Bearer secret",
            path + "Basic eW91OndvcmQ=");
  }

  private Ended fetchAs(Map<String, String> environment) {
    return FetchCalls.fetch(environment, "models:/m/1", folder.resolve("dir"));
  }

  @Test
  void leavesOutATrackingUriThatIsNoServer() {
    server.then(404, "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"none\"}");
    Ended ended =
        FetchCalls.fetch(
            Map.of("MLFLOW_TRACKING_URI", "sqlite:///mlflow.db"),
            "models:/m/1",
            folder.resolve("dir"),
            "--server",
            server.url() + "/behind/proxy/");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(server.requests().get(0)).startsWith("GET /behind/proxy/api/modelyard/1.0/models/m");
  }
}
