package dev.modelyard.server.artifacts;

import static dev.modelyard.server.artifacts.FileCalls.ofRun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Folders of runs as zips. */
class FolderZipTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private Client client;
  private FileCalls files;
  private String run;

  @BeforeEach
  void aRun() {
    client = server.client();
    files = new FileCalls(server);
    run = client.run("0");
  }

  private HttpResponse<byte[]> zip(String query, String... headers) throws Exception {
    HttpRequest.Builder request =
        client.request("/api/modelyard/1.0/runs/" + run + "/archive" + query, "GET", "");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static Map<String, byte[]> unpacked(byte[] zip) throws IOException {
    Map<String, byte[]> found = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        found.put(entry.getName(), in.readAllBytes());
      }
    }
    return found;
  }

  @Test
  void holdsAllBelowAFolderAsItIs() throws Exception {
    byte[] bytes = new byte[300_000];
    new Random(3).nextBytes(bytes);
    files.put(ofRun(run, "plots/a.bin"), bytes);
    files.put(ofRun(run, "plots/deep/ü.txt"), "text");
    files.put(ofRun(run, "plots/empty"), "");
    files.put(ofRun(run, "other.txt"), "other");

    HttpResponse<byte[]> reply = zip("?path=plots");
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type")).contains("application/zip");
    assertThat(reply.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"plots.zip\"");
    Map<String, byte[]> inside = unpacked(reply.body());
    assertThat(inside).containsOnlyKeys("a.bin", "deep/ü.txt", "empty");
    assertThat(inside.get("a.bin")).isEqualTo(bytes);
    assertThat(inside.get("empty")).isEmpty();
    assertThat(unpacked(zip("").body())).containsKeys("plots/a.bin", "other.txt").hasSize(4);
  }

  @Test
  void isAnotherWhenAFileIsAnother() throws Exception {
    files.put(ofRun(run, "d/a"), "1");
    String etag = zip("?path=d").headers().firstValue("ETag").orElseThrow();
    assertThat(zip("?path=d", "If-None-Match", etag).statusCode()).isEqualTo(304);
    files.put(ofRun(run, "d/a"), "2");
    assertThat(zip("?path=d", "If-None-Match", etag).statusCode()).isEqualTo(200);
  }

  @Test
  void isNotMadeOfNothing() throws Exception {
    assertThat(zip("?path=none").statusCode()).isEqualTo(404);
    assertThat(zip("?path=../x").statusCode()).isEqualTo(400);
  }
}
