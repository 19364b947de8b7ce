package dev.modelyard.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.client.testing.BadLine;
import dev.modelyard.client.testing.RealServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, models and datasets of runs. */
class ArtifactTest {
  private static final RealServer server = RealServer.shared();

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path folder;

  private Settings settings(String url) {
    return Settings.from(Map.of())
        .url(url)
        .spool(folder.resolve("spool"))
        .closeWait(Duration.ofMinutes(1))
        .paced(1 << 16, RunTest.quick());
  }

  private Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static void assertComplete(Receipt receipt) {
    assertThat(receipt.isComplete()).as(receipt.toString()).isTrue();
  }

  @Test
  void logsFilesFoldersBytesTextsAndStreams() throws IOException {
    Path file = file("one.txt", "one");
    file("many/a.txt", "a");
    file("many/below/ü b.txt", "b");
    file("empty", "");
    Run run;
    try (Modelyard modelyard = Modelyard.connect(settings(server.url()))) {
      run = modelyard.experiment("files").startRun("r");
      run.metric("before", 1);
      run.artifact(file);
      run.artifact(folder.resolve("empty"), "sub/empty");
      run.artifacts(folder.resolve("many"), "top");
      run.artifact("bytes.bin", new byte[] {1, 2, 3});
      run.artifactText("notes/n.md", "# ü");
      run.artifact("stream.txt", new ByteArrayInputStream("s".getBytes(StandardCharsets.UTF_8)));
      run.metric("after", 1);
      // It was copied: what happens to it now is nobody's business.
      Files.delete(file);
      assertComplete(run.end(RunStatus.FINISHED));
    }
    assertThat(server.file(run.id(), "one.txt")).isEqualTo("one");
    assertThat(server.file(run.id(), "sub/empty")).isEmpty();
    assertThat(server.file(run.id(), "top/a.txt")).isEqualTo("a");
    assertThat(server.file(run.id(), "top/below/ü b.txt")).isEqualTo("b");
    assertThat(server.file(run.id(), "bytes.bin")).isEqualTo("\1\2\3");
    assertThat(server.file(run.id(), "notes/n.md")).isEqualTo("# ü");
    assertThat(server.file(run.id(), "stream.txt")).isEqualTo("s");
    assertThat(server.steps(run.id(), "after")).hasSize(1);
    assertThat(folder.resolve("spool")).isEmptyDirectory();
  }

  @Test
  void tellsHowAnUploadGoes() throws IOException {
    byte[] large = new byte[3 << 20];
    new Random(1).nextBytes(large);
    Path file = Files.write(folder.resolve("large"), large);
    List<Long> told = new ArrayList<>();
    try (Modelyard modelyard = Modelyard.connect(settings(server.url()))) {
      Run run = modelyard.experiment("files").startRun("progress");
      run.artifact(
          file,
          "large",
          (sent, of) -> {
            assertThat(of).isEqualTo(large.length);
            told.add(sent);
            throw new IllegalStateException("a listener's own fault");
          });
      assertComplete(run.end(RunStatus.FINISHED));
    }
    assertThat(told).isSorted().hasSizeGreaterThan(10).endsWith((long) large.length);
  }

  @Test
  void countsWhatIsNoFileAndNeverThrows() {
    try (Modelyard modelyard = Modelyard.connect(settings(server.url()))) {
      Run run = modelyard.experiment("files").startRun("bad");
      run.artifact(folder.resolve("missing"));
      run.artifact("../up", new byte[1]);
      run.artifacts(folder.resolve("missing"), "");
      run.model("none", folder);
      run.metric("m", 1);
      Receipt receipt = run.end(RunStatus.FINISHED);
      assertThat(receipt.produced()).isEqualTo(1);
      assertThat(receipt.dropped()).hasSize(4);
    }
  }

  @Test
  void logsFilesAndModelsOnceWhateverIsLostOnTheWay() throws IOException {
    file("model/MLmodel", "flavors: {}\n");
    file("model/data/weights.bin", "1234");
    Run run;
    try (BadLine line = new BadLine(server.port());
        Modelyard modelyard = Modelyard.connect(settings(line.url()))) {
      line.make(BadLine.Trouble.SWALLOWED);
      run = modelyard.experiment("models").startRun("r");
      run.artifactText("before.txt", "before");
      run.model("tree", folder.resolve("model"));
      run.dataset(Dataset.of("data", "v1"), "training");
      run.artifactText("after.txt", "after");
      assertComplete(run.end(RunStatus.FINISHED));
    }
    assertThat(server.file(run.id(), "before.txt")).isEqualTo("before");
    assertThat(server.file(run.id(), "after.txt")).isEqualTo("after");
    String found =
        server.tell(
            "logged-models/search",
            "{\"experiment_ids\":[\"" + server.experimentOf(run.id()) + "\"]}");
    assertThat(found.split("\"source_run_id\":\"" + run.id(), -1)).hasSize(2);
    assertThat(found).contains("\"name\":\"tree\"").contains("LOGGED_MODEL_READY");
    String id = found.replaceFirst("(?s).*?\"model_id\":\"(m-[0-9a-f]+)\".*", "$1");
    assertThat(server.run(run.id())).contains("\"model_outputs\":[{\"model_id\":\"" + id);
    assertThat(server.ask("logged-models/" + id + "/artifacts/directories", "x", ""))
        .contains("MLmodel")
        .contains("data");
  }

  @Test
  void notesDatasets() throws IOException {
    Path data = file("iris.csv", "a,b\n1,2\n");
    Run run;
    try (Modelyard modelyard = Modelyard.connect(settings(server.url()))) {
      run = modelyard.experiment("data").startRun("r");
      run.dataset(Dataset.ofFile("iris", data).schema("{\"columns\":2}"), "training");
      run.dataset(Dataset.of("more", "v1").source("http", "{\"url\":\"x\"}"), "");
      assertComplete(run.end(RunStatus.FINISHED));
    }
    assertThat(server.run(run.id()))
        .contains("\"name\":\"iris\",\"digest\":\"")
        .contains("\"key\":\"mlflow.data.context\",\"value\":\"training\"")
        .contains("{\\\"columns\\\":2}")
        .contains("\"name\":\"more\",\"digest\":\"v1\"");
  }

  @Test
  void sendsFilesLaterThatWereLoggedWithoutAServer() throws IOException {
    Run run;
    Settings alone = settings("http://127.0.0.1:1").closeWait(Duration.ZERO);
    try (Modelyard modelyard = Modelyard.connect(alone)) {
      run = modelyard.experiment("files").startRun("offline");
      run.artifactText("n.txt", "later");
      run.close();
    }
    String[] there = {folder.resolve("spool").toString(), server.url()};
    assertThat(Sync.run(there, Map.of(), System.out)).isZero();
    assertThat(server.file(run.id(), "n.txt")).isEqualTo("later");
  }
}
