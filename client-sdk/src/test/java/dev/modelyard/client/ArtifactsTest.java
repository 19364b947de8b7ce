package dev.modelyard.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.client.testing.BadLine;
import dev.modelyard.client.testing.PlainMlflow;
import dev.modelyard.client.testing.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run has logged comes back whole, or not at all. */
class ArtifactsTest {
  private static final RealServer server = RealServer.shared();

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path folder;

  private Modelyard connect(String url) {
    return Modelyard.connect(
        Settings.from(Map.of())
            .url(url)
            .spool(folder.resolve("spool"))
            .closeWait(Duration.ofMinutes(1))
            .paced(1 << 16, RunTest.quick()));
  }

  private String logged(Modelyard modelyard) {
    Run run = modelyard.experiment("fetched").startRun("r");
    run.artifactText("notes ü.md", "genuine");
    run.artifactText("plots/a.txt", "a");
    run.artifactText("plots/deep/b+c %41.txt", "b");
    run.artifact("plots/empty", new byte[0]);
    Receipt receipt = run.end(RunStatus.FINISHED);
    assertThat(receipt.isComplete()).as(receipt.toString()).isTrue();
    return receipt.runId();
  }

  private void assertNothingBut(String... names) {
    assertThat(folder.resolve("to").toFile().list()).containsExactlyInAnyOrder(names);
  }

  @Test
  void listsAndFetches() {
    try (Modelyard modelyard = connect(server.url())) {
      Artifacts artifacts = modelyard.artifacts(logged(modelyard));
      assertThat(artifacts.list().toString()).isEqualTo("[notes ü.md (7 bytes), plots/]");
      assertThat(artifacts.list("plots"))
          .extracting(Artifact::path)
          .containsExactly("plots/a.txt", "plots/deep", "plots/empty");
      assertThat(artifacts.list("none")).isEmpty();

      Path file = folder.resolve("to/notes");
      assertThat(artifacts.fetchFile("notes ü.md", file)).isEqualTo(file).hasContent("genuine");
      assertThat(artifacts.fetchFile("plots/a.txt", file)).as("replaced").hasContent("a");
      Path plots = artifacts.fetchFolder("plots", folder.resolve("to/plots"));
      assertThat(plots.resolve("a.txt")).hasContent("a");
      assertThat(plots.resolve("deep/b+c %41.txt")).hasContent("b");
      assertThat(plots.resolve("empty")).isEmptyFile();
      Path all = artifacts.fetchFolder("", folder.resolve("to/all"));
      assertThat(all.resolve("plots/deep/b+c %41.txt")).hasContent("b");
      assertNothingBut("notes", "plots", "all");
    }
  }

  @Test
  void fetchesFromAServerWithoutOurCalls() {
    try (PlainMlflow plain = new PlainMlflow(server.url());
        Modelyard modelyard = connect(plain.url())) {
      Artifacts artifacts = modelyard.artifacts(logged(modelyard));
      assertThat(artifacts.fetchFile("notes ü.md", folder.resolve("to/n"))).hasContent("genuine");
      assertThat(artifacts.fetchFolder("plots", folder.resolve("to/p")).resolve("a.txt"))
          .hasContent("a");
    }
  }

  @Test
  void saysWhatIsNotThereAndWritesOverNoFolder() throws IOException {
    try (Modelyard modelyard = connect(server.url())) {
      Artifacts artifacts = modelyard.artifacts(logged(modelyard));
      Path to = Files.createDirectories(folder.resolve("to"));
      assertThatThrownBy(() -> artifacts.fetchFile("none", to.resolve("x")))
          .isInstanceOf(ModelyardException.class)
          .hasMessageContaining("artifact none of run");
      assertThatThrownBy(() -> artifacts.fetchFolder("none", to.resolve("x")))
          .isInstanceOf(ModelyardException.class)
          .hasMessageContaining("no such folder");
      assertThatThrownBy(() -> artifacts.fetchFolder("plots", to))
          .isInstanceOf(ModelyardException.class)
          .hasMessageContaining("is there already");
      assertNothingBut();
    }
  }

  @Test
  void leavesNoHalfFileWhenTheAnswerIsCut() throws IOException {
    try (BadLine line = new BadLine(server.port());
        Modelyard modelyard = connect(line.url())) {
      Artifacts artifacts = modelyard.artifacts(logged(modelyard));
      Path old = Files.createDirectories(folder.resolve("to")).resolve("old");
      Files.writeString(old, "old");
      line.make(BadLine.Trouble.CUT_IN_THE_MIDDLE);
      for (int i = 0; i < 4; i++) {
        try {
          artifacts.fetchFolder("plots", folder.resolve("to/plots"));
        } catch (ModelyardException cut) {
          assertNothingBut("old");
        }
      }
      line.make(BadLine.Trouble.FORGED);
      assertThatThrownBy(() -> artifacts.fetchFile("notes ü.md", old))
          .isInstanceOf(ModelyardException.class)
          .hasMessageContaining("not those of the server's Repr-Digest");
      assertThat(old).hasContent("old");
    }
  }
}
