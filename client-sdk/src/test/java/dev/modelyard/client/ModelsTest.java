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

/** From a run to what a deployer holds. */
class ModelsTest {
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

  /** The server's id of a run that has logged a model with these weights. */
  private String trained(Modelyard modelyard, String weights) throws IOException {
    Path model = Files.createDirectories(folder.resolve("model/data"));
    Files.writeString(model.resolve("weights ü.txt"), weights);
    Files.writeString(model.resolveSibling("MLmodel"), "flavors: {}\n");
    Run run = modelyard.experiment("registry").startRun("r");
    run.model("tree", folder.resolve("model"));
    Receipt receipt = run.end(RunStatus.FINISHED);
    assertThat(receipt.isComplete()).as(receipt.toString()).isTrue();
    return receipt.runId();
  }

  @Test
  void registersPromotesRollsBackAndFetches() throws IOException {
    try (Modelyard modelyard = Modelyard.connect(settings(server.url()))) {
      Models models = modelyard.models();
      String name = "java tree";
      ModelVersion one = models.register(name, trained(modelyard, "old"), "tree");
      ModelVersion two = models.register(name, trained(modelyard, "new"), "tree");
      assertThat(one.version()).isEqualTo(1);
      assertThat(two.toString()).isEqualTo("java tree version 2 (None)");

      models.transition(name, 1, Stage.PRODUCTION, "the first");
      assertThat(models.transition(name, 2, Stage.PRODUCTION, "better").stage())
          .isEqualTo(Stage.PRODUCTION);
      assertThat(models.version(name, 1).stage()).isEqualTo(Stage.ARCHIVED);
      models.alias(name, "champion", 2, "by all counts");
      assertThat(models.resolve(name, "champion").version()).isEqualTo(2);
      assertThat(models.resolve(name, "latest").version()).isEqualTo(2);

      Path fetched = models.fetch(name, Stage.PRODUCTION, folder.resolve("live"));
      assertThat(fetched.resolve("data/weights ü.txt")).hasContent("new");
      assertThat(fetched.resolve("MLmodel")).exists();
      assertThat(models.fetch(name, Stage.PRODUCTION, folder.resolve("live"))).isEqualTo(fetched);
      assertThat(fetched.getParent()).isDirectoryNotContaining("glob:**.partial*");

      assertThat(models.rollBack(name, "it was worse").version()).isEqualTo(1);
      ModelVersion now = models.resolve(name, Stage.PRODUCTION);
      assertThat(now.version()).isEqualTo(1);
      assertThat(now.digest()).startsWith("sha256:");
      assertThat(models.fetch(now, folder.resolve("live")).resolve("data/weights ü.txt"))
          .hasContent("old");
    }
  }

  @Test
  void registersOnceWhateverIsLostOnTheWay() throws IOException {
    String runId;
    try (Modelyard modelyard = Modelyard.connect(settings(server.url()))) {
      runId = trained(modelyard, "w");
    }
    for (int before = 0; before < 2; before++) {
      String name = "lost \"answers' " + before;
      try (BadLine line = new BadLine(server.port());
          Modelyard modelyard = Modelyard.connect(settings(line.url()))) {
        for (int i = 0; i < before; i++) {
          modelyard.serverInfo(); // the other answers are lost then
        }
        line.make(BadLine.Trouble.SWALLOWED);
        assertThat(modelyard.models().register(name, runId, "tree").version()).isEqualTo(1);
        line.make(BadLine.Trouble.NONE);
        assertThat(modelyard.models().register(name, runId, "tree").version()).isEqualTo(1);
        assertThat(modelyard.models().resolve(name, "latest").version()).isEqualTo(1);
      }
    }
  }

  @Test
  void dropsAFileWhosePlaceAVersionInUseHolds() {
    try (Modelyard modelyard = Modelyard.connect(settings(server.url()))) {
      Run run = modelyard.experiment("registry").startRun("held");
      run.artifactText("model/MLmodel", "flavors: {}");
      String runId = run.end(RunStatus.FINISHED).runId();
      modelyard.models().create("held");
      server.tell(
          "model-versions/create",
          "{\"name\":\"held\",\"source\":\"runs:/"
              + runId
              + "/model\",\"run_id\":\""
              + runId
              + "\"}");
      modelyard.models().transition("held", 1, Stage.PRODUCTION, "in use");
      Run again = modelyard.resumeRun(runId);
      again.artifactText("model/MLmodel", "other");
      again.artifactText("other", "other");
      Receipt receipt = again.end(RunStatus.FINISHED);
      assertThat(receipt.pending()).isZero();
      assertThat(receipt.dropped()).hasSize(1);
      assertThat(receipt.dropped().toString()).contains("refused by the server").contains("=1}");
      assertThat(server.file(runId, "model/MLmodel")).isEqualTo("flavors: {}");
      assertThat(server.file(runId, "other")).isEqualTo("other");
    }
  }

  @Test
  void saysWhatIsNotThere() throws IOException {
    try (Modelyard modelyard = Modelyard.connect(settings(server.url()))) {
      Models models = modelyard.models();
      String runId = trained(modelyard, "w");
      assertThatThrownBy(() -> models.register("x", runId, "bush"))
          .isInstanceOf(ModelyardException.class)
          .hasMessageContaining("has no model bush");
      assertThatThrownBy(() -> models.resolve("nobody", Stage.PRODUCTION))
          .isInstanceOf(ModelyardException.class);
      assertThatThrownBy(() -> models.rollBack("x", "why not"))
          .isInstanceOf(ModelyardException.class);
    }
  }

  @Test
  void registersAndPromotesOnAServerWithoutOurCalls() throws IOException {
    try (PlainMlflow plain = new PlainMlflow(server.url());
        Modelyard modelyard = Modelyard.connect(settings(plain.url()))) {
      Models models = modelyard.models();
      models.register("plain", trained(modelyard, "w"), "tree");
      assertThat(models.transition("plain", 1, Stage.STAGING, "no matter").stage())
          .isEqualTo(Stage.STAGING);
      models.alias("plain", "a", 1, "no matter");
      assertThatThrownBy(() -> models.resolve("plain", Stage.STAGING))
          .isInstanceOf(ModelyardException.class);
    }
  }
}
