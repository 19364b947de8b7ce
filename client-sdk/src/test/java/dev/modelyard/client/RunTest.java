package dev.modelyard.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.client.send.Pace;
import dev.modelyard.client.testing.PlainMlflow;
import dev.modelyard.client.testing.RealServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging with a server that is well. */
class RunTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private static RealServer server;

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path spool;

  private Settings settings;
  private Modelyard modelyard;

  @BeforeAll
  static void serve() {
    server = RealServer.shared();
  }

  @BeforeEach
  void connect() {
    settings =
        Settings.from(Map.of())
            .url(server.url())
            .spool(spool)
            .closeWait(LONG)
            .paced(1 << 16, quick());
    modelyard = Modelyard.connect(settings);
  }

  @AfterEach
  void close() {
    modelyard.close();
  }

  static Pace quick() {
    return new Pace(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(200));
  }

  private Run run() {
    return modelyard.experiment("sdk").startRun("a run");
  }

  @Test
  void logsMetricsParamsAndTags() {
    Run run = run();
    run.metric("loss", 0.5);
    run.metric("acc", Double.NaN, 3, 1_700_000_000_000L);
    run.metrics(Map.of("a/b", 1, "c", 2.5), 4);
    run.param("depth", 4);
    run.params(Map.of("ü", "x", "kind", "tree"));
    run.tag("phase", "warm-up");
    run.tag("phase", "done");
    run.note("*good*");
    Receipt receipt = run.end(RunStatus.FINISHED);
    assertThat(receipt.isComplete()).as(receipt.toString()).isTrue();
    assertThat(receipt.produced()).isEqualTo(10);
    assertThat(receipt.forced()).isEqualTo(10);
    String stored = server.run(run.id());
    assertThat(stored)
        .contains("\"status\":\"FINISHED\"")
        .contains("\"run_name\":\"a run\"")
        .contains("{\"key\":\"acc\",\"value\":\"NaN\",\"timestamp\":1700000000000,\"step\":3}")
        .contains("\"key\":\"a/b\",\"value\":1.0");
    assertThat(server.texts(run.id()))
        .containsEntry("depth", "4")
        .containsEntry("ü", "x")
        .containsEntry("phase", "done")
        .containsEntry("mlflow.note.content", "*good*");
    assertThat(spool).isEmptyDirectory();
    assertThat(modelyard.confirm(receipt)).isTrue();
  }

  @Test
  void tellsWhereItRan() {
    Run run = run();
    run.close();
    assertThat(server.texts(run.id()))
        .containsEntry("mlflow.user", System.getProperty("user.name"))
        .containsEntry("mlflow.source.type", "LOCAL")
        .containsKeys("mlflow.source.name", "modelyard.command", "modelyard.host");
  }

  @Test
  void endsAsTold() {
    Run run = run();
    run.end(RunStatus.FAILED);
    run.close();
    assertThat(server.run(run.id())).contains("\"status\":\"FAILED\"").contains("\"end_time\":");
  }

  @Test
  void nestsAndTagsRuns() {
    Run parent = run();
    Run child = parent.startNested("child");
    Run tagged =
        modelyard.experiment("sdk").newRun("t").tag("k", 1).note("n").childOf(parent).start();
    List.of(child, tagged, parent).forEach(Run::close);
    assertThat(server.texts(child.id())).containsEntry("mlflow.parentRunId", parent.id());
    assertThat(server.texts(tagged.id()))
        .containsEntry("mlflow.parentRunId", parent.id())
        .containsEntry("k", "1")
        .containsEntry("mlflow.note.content", "n");
  }

  @Test
  void nestsInARunOfAnotherProcess() {
    Run parent = run();
    parent.close();
    Run again = modelyard.resumeRun(parent.id());
    Run child = again.startNested("child");
    Run other = modelyard.experiment("sdk").newRun("other").childOf(parent.id()).start();
    List.of(child, other, again).forEach(Run::close);
    for (Run nested : List.of(child, other)) {
      assertThat(server.texts(nested.id())).containsEntry("mlflow.parentRunId", parent.id());
      assertThat(server.experimentOf(nested.id())).isEqualTo(server.experimentOf(parent.id()));
    }
    try (PlainMlflow plain = new PlainMlflow(server.url());
        Modelyard there = Modelyard.connect(settings.url(plain.url()));
        Run resumed = there.resumeRun(parent.id());
        Run nested = resumed.startNested("on MLflow")) {
      nested.flush(LONG);
      String id = nested.serverId().orElseThrow();
      assertThat(server.texts(id)).containsEntry("mlflow.parentRunId", parent.id());
    }
  }

  @Test
  void goesOnWithARun() {
    Run first = run();
    first.metric("m", 1, 1);
    first.close();
    try (Run again = modelyard.resumeRun(first.id())) {
      again.metric("m", 2, 2);
      again.tag("again", "yes");
      again.note("gone on with");
      assertThat(again.flush(LONG).pending()).isZero();
    }
    assertThat(server.steps(first.id(), "m")).containsExactly(1L, 2L);
    assertThat(server.texts(first.id()))
        .containsEntry("again", "yes")
        .containsEntry("mlflow.note.content", "gone on with");
  }

  @Test
  void keepsAllOfManyPointsOfManyThreads() {
    Run run = run();
    IntStream.range(0, 8)
        .parallel()
        .forEach(
            thread ->
                LongStream.range(0, 5_000)
                    .forEach(step -> run.metric("m" + thread, (double) step, step, step)));
    assertThat(run.end(RunStatus.FINISHED).isComplete()).isTrue();
    for (int thread = 0; thread < 8; thread++) {
      assertThat(server.steps(run.id(), "m" + thread))
          .isEqualTo(LongStream.range(0, 5_000).boxed().toList());
    }
  }

  @Test
  void doesNotCareForTheClock() {
    Run run = run();
    long[] time = {1_700_000_000_000L};
    run.setClock(() -> time[0] -= 1_000);
    LongStream.range(0, 100).forEach(step -> run.metric("m", (double) step, step));
    assertThat(run.end(RunStatus.FINISHED).isComplete()).isTrue();
    assertThat(server.steps(run.id(), "m"))
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void countsWhatCannotBeLoggedAndNeverThrows() {
    Run run = run();
    assertThatCode(
            () -> {
              run.metric("bad#key", 1);
              run.metric("", 1);
              run.metric("k".repeat(251), 1);
              run.metric("../up", 1);
              run.metric("m", 1, 1, -1);
              run.param("p", "one");
              run.param("p", "one");
              run.param("p", "two");
              run.param("cut", "x".repeat(7_000));
              run.tag("nul", "a\0b");
            })
        .doesNotThrowAnyException();
    run.end(RunStatus.FINISHED);
    run.metric("late", 1);
    Receipt receipt = run.receipt();
    assertThat(receipt.produced()).isEqualTo(3);
    assertThat(receipt.pending()).isZero();
    assertThat(receipt.dropped().values().stream().mapToLong(n -> n).sum()).isEqualTo(7);
    assertThat(receipt.dropped())
        .containsEntry("a param that has another value already", 1L)
        .containsEntry("the run is closed", 1L);
    assertThat(server.texts(run.id()).get("cut")).hasSize(6_000);
  }

  @Test
  void throwsWhenAskedTo() {
    try (Modelyard strict = Modelyard.connect(settings.strict());
        Run run = strict.experiment("sdk").startRun("strict")) {
      assertThatThrownBy(() -> run.metric("bad#key", 1))
          .isInstanceOf(ModelyardException.class)
          .hasMessageContaining("not logged: a key holds other characters");
    }
  }

  @Test
  void givesUpOnlyWhatTheServerRefuses() {
    Run run = run();
    assertThat(run.flush(LONG).pending()).isZero();
    server.tell(
        "runs/log-parameter",
        "{\"run_id\":\"" + run.id() + "\",\"key\":\"p50\",\"value\":\"theirs\"}");
    IntStream.range(0, 100).forEach(i -> run.param("p" + i, "ours"));
    Receipt receipt = run.end(RunStatus.FINISHED);
    assertThat(receipt.pending()).isZero();
    assertThat(receipt.dropped()).hasSize(1).allSatisfy((why, n) -> assertThat(n).isEqualTo(1));
    assertThat(receipt.dropped().toString()).contains("refused by the server").contains("p50");
    assertThat(server.texts(run.id()))
        .containsEntry("p49", "ours")
        .containsEntry("p50", "theirs")
        .containsEntry("p99", "ours");
  }

  @Test
  void keepsWhatIsOfADeletedRunUntilItIsBack() {
    Run run = run();
    run.flush(LONG);
    server.tell("runs/delete", "{\"run_id\":\"" + run.id() + "\"}");
    run.metric("m", 1, 1);
    assertThat(run.flush(Duration.ofMillis(300)).pending()).isEqualTo(1);
    server.tell("runs/restore", "{\"run_id\":\"" + run.id() + "\"}");
    assertThat(run.end(RunStatus.FINISHED).isComplete()).isTrue();
    assertThat(server.steps(run.id(), "m")).containsExactly(1L);
  }

  @Test
  void worksWithAServerThatHasNoStreams() {
    try (PlainMlflow plain = new PlainMlflow(server.url());
        Modelyard there = Modelyard.connect(settings.url(plain.url()))) {
      Run parent = there.experiment("plain").startRun("parent");
      Run run = parent.startNested("child");
      IntStream.range(0, 250).forEach(i -> run.param("p" + i, i));
      IntStream.range(0, 250).forEach(i -> run.tag("t" + i % 2, i));
      LongStream.range(0, 2_500).forEach(step -> run.metric("m", (double) step, step, step));
      Receipt receipt = run.end(RunStatus.FINISHED);
      parent.close();
      assertThat(receipt.isComplete()).as(receipt.toString()).isTrue();
      String id = run.serverId().orElseThrow();
      assertThat(receipt.runId()).isEqualTo(id).isNotEqualTo(run.id());
      assertThat(server.steps(id, "m")).isEqualTo(LongStream.range(0, 2_500).boxed().toList());
      assertThat(server.texts(id))
          .containsEntry("p249", "249")
          .containsEntry("t0", "248")
          .containsEntry("t1", "249")
          .containsEntry("modelyard.run_key", run.id())
          .containsEntry("mlflow.parentRunId", parent.serverId().orElseThrow());
      assertThat(server.run(id)).contains("\"status\":\"FINISHED\"");
    }
  }
}
