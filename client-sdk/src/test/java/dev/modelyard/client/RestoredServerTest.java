package dev.modelyard.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.client.testing.RealServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that has less than it had acknowledged, since it was restored from an older backup. */
class RestoredServerTest {
  private static final RealServer server = RealServer.shared();
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String LOST =
      "lost by the server after it had acknowledged them, and not here any more";

  private Settings settings = Settings.from(Map.of()).url(server.url());
  private Modelyard modelyard = Modelyard.connect(settings);

  @BeforeEach
  void connect(@TempDir Path spool) {
    modelyard.close();
    settings = settings.spool(spool).closeWait(LONG).paced(1 << 16, RunTest.quick());
    modelyard = Modelyard.connect(settings);
  }

  @AfterEach
  void close() {
    modelyard.close();
  }

  private Run logged(int points) {
    return logged(modelyard, points);
  }

  private static Run logged(Modelyard by, int points) {
    Run run = by.experiment("restored").startRun("r");
    log(run, 0, points);
    assertThat(run.flush(LONG).pending()).isZero();
    return run;
  }

  private static void log(Run run, long from, long to) {
    LongStream.range(from, to).forEach(step -> run.metric("m", (double) step, step, step));
  }

  /** As a restore does: the first points stay, and so does the number of the last of them. */
  private static void loseAllBehind(Run run, long number) throws IOException, SQLException {
    for (String table : List.of("metric_live", "metric_log", "latest_metric")) {
      server.sql("DELETE FROM " + table + " WHERE run_id = '" + run.id() + "'");
    }
    server.sql(
        "UPDATE run_stream SET high_water = "
            + number
            + " WHERE run_id = '"
            + run.id()
            + "' AND high_water > "
            + number);
  }

  private static void assertComplete(Receipt receipt) {
    assertThat(receipt.isComplete()).as(receipt.toString()).isTrue();
  }

  @Test
  void isSentAgainWhatItLacksWhenMoreIsLogged() throws IOException, SQLException {
    Run run = logged(3_000);
    loseAllBehind(run, 2_500);
    log(run, 3_000, 3_100);
    Receipt receipt = run.flush(LONG);
    assertComplete(receipt);
    assertThat(modelyard.confirm(receipt)).isTrue();
    assertThat(server.steps(run.id(), "m"))
        .isEqualTo(LongStream.range(2_500, 3_100).boxed().toList());
    assertComplete(run.end(RunStatus.FINISHED));
  }

  @Test
  void isSentAgainWhatItLacksWhenTheRunEnds() throws IOException, SQLException {
    Run run = logged(100);
    loseAllBehind(run, 0);
    assertThat(modelyard.confirm(run.receipt())).isFalse();
    Receipt receipt = run.end(RunStatus.FINISHED);
    assertComplete(receipt);
    assertThat(modelyard.confirm(receipt)).isTrue();
    assertThat(server.steps(run.id(), "m")).isEqualTo(LongStream.range(0, 100).boxed().toList());
    assertThat(server.run(run.id())).contains("\"status\":\"FINISHED\"");
  }

  @Test
  void isSentWhatIsStillHereAndTheRestIsCounted() throws IOException, SQLException {
    Run run = logged(10_000);
    loseAllBehind(run, 100);
    log(run, 10_000, 10_001);
    Receipt receipt = run.end(RunStatus.FINISHED);
    assertThat(receipt.pending()).isZero();
    assertThat(receipt.dropped()).containsOnlyKeys(LOST);
    long gone = receipt.dropped().getOrDefault(LOST, 0L);
    assertThat(gone).isBetween(1_000L, 9_500L);
    assertThat(server.steps(run.id(), "m"))
        .isEqualTo(LongStream.range(100 + gone, 10_001).boxed().toList());
  }

  @Test
  void getsTheRunOnceMoreWhenItKnowsNothingOfIt() throws IOException, SQLException {
    Run run = logged(200);
    run.artifactText("old.txt", "its copy is removed once it was sent");
    assertComplete(run.flush(LONG));
    loseAllBehind(run, 0);
    for (String table : List.of("run", "run_stream", "tag", "run_document")) {
      server.sql("DELETE FROM " + table + " WHERE run_id = '" + run.id() + "'");
    }
    run.tag("more", "yes");
    Receipt receipt = run.end(RunStatus.FINISHED);
    assertThat(receipt.dropped()).isEqualTo(Map.of(LOST, 1L));
    assertThat(receipt.pending()).isZero();
    assertThat(server.steps(run.id(), "m")).hasSize(200);
    assertThat(server.run(run.id())).contains("\"status\":\"FINISHED\"");
    assertThat(server.texts(run.id())).containsEntry("more", "yes").containsKey("mlflow.user");
  }

  @Test
  void doesNotGetARunBackThatWasDeletedForGood() throws IOException, SQLException {
    try (Modelyard hasty = Modelyard.connect(settings.closeWait(Duration.ZERO))) {
      Run run = logged(hasty, 1);
      server.tell("runs/delete", "{\"run_id\":\"" + run.id() + "\"}");
      run.metric("late", 1);
      assertThat(run.flush(Duration.ofMillis(300)).pending()).isEqualTo(1);
      for (String table : List.of("run", "run_stream", "tag", "run_document")) {
        server.sql("DELETE FROM " + table + " WHERE run_id = '" + run.id() + "'");
      }
      assertThat(run.flush(Duration.ofMillis(300)).pending()).isEqualTo(1);
      assertThat(server.run(run.id())).contains("RESOURCE_DOES_NOT_EXIST");
    }
  }
}
