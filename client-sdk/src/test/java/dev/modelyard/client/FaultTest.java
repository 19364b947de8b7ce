package dev.modelyard.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.modelyard.client.spool.Spool;
import dev.modelyard.client.spool.SpoolFolder;
import dev.modelyard.client.testing.BadLine;
import dev.modelyard.client.testing.RealServer;
import dev.modelyard.client.testing.Training;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logging while everything goes wrong: nothing is lost, nothing is there twice, nothing throws. */
class FaultTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private static RealServer server;

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path spool;

  @BeforeAll
  static void serve() {
    server = RealServer.shared();
  }

  private Settings at(String url) {
    return Settings.from(Map.of())
        .url(url)
        .spool(spool)
        .closeWait(LONG)
        .paced(1 << 16, RunTest.quick());
  }

  private static List<Long> upTo(long end) {
    return LongStream.range(0, end).boxed().toList();
  }

  /** As the next process does that connects. */
  private void sendWhatIsLeft(String url) {
    Modelyard next = Modelyard.connect(at(url));
    await().atMost(LONG).until(() -> SpoolFolder.left(spool).isEmpty());
    next.close();
  }

  @Test
  void losesNothingWhenTheServerIsKilledAndStartedAgain() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Modelyard modelyard = Modelyard.connect(at(server.url()))) {
      Run run = modelyard.experiment("faults").startRun("killed server");
      CountDownLatch half = new CountDownLatch(8);
      CountDownLatch killed = new CountDownLatch(1);
      List<Future<?>> loggers = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        String key = "m" + thread;
        loggers.add(
            threads.submit(
                () -> {
                  for (long step = 0; step < 2_000; step++) {
                    run.metric(key, (double) step, step, step);
                    run.tag(key, step);
                    if (step == 1_000) {
                      half.countDown();
                      killed.await();
                    }
                  }
                  return null;
                }));
      }
      half.await();
      server.kill();
      killed.countDown();
      for (Future<?> logger : loggers) {
        logger.get();
      }
      server.start();
      Receipt receipt = run.end(RunStatus.FINISHED);
      assertThat(receipt.isComplete()).as(receipt.toString()).isTrue();
      assertThat(modelyard.confirm(receipt)).isTrue();
      for (int thread = 0; thread < 8; thread++) {
        assertThat(server.steps(run.id(), "m" + thread)).isEqualTo(upTo(2_000));
        assertThat(server.texts(run.id())).containsEntry("m" + thread, "1999");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = BadLine.Trouble.class,
      names = {"CUT_IN_THE_MIDDLE", "SWALLOWED"})
  void losesAndDoublesNothingWhenAnswersAreLost(BadLine.Trouble trouble) {
    try (BadLine line = new BadLine(server.port());
        Modelyard modelyard = Modelyard.connect(at(line.url()))) {
      line.make(trouble);
      Run run = modelyard.experiment("faults").startRun("bad line " + trouble);
      for (int round = 0; round < 10; round++) {
        LongStream.range(100L * round, 100L * round + 100)
            .forEach(
                step -> {
                  run.metric("m", (double) step, step, step);
                  run.tag("t", step);
                });
        run.flush(LONG);
      }
      line.make(BadLine.Trouble.NONE);
      Receipt receipt = run.end(RunStatus.FINISHED);
      assertThat(receipt.isComplete()).as(receipt.toString()).isTrue();
      assertThat(line.answers()).isGreaterThan(20);
      assertThat(server.steps(run.id(), "m")).isEqualTo(upTo(1_000));
      assertThat(server.texts(run.id())).containsEntry("t", "999");
      assertThat(server.countOfRuns(run.id(), "bad line " + trouble)).isEqualTo(1);
    }
  }

  @Test
  void keepsEveryPointOfAProcessThatIsKilled() throws IOException {
    long sure;
    String runId;
    try (Training training = Training.start(server.url(), spool, "", "m")) {
      training.awaitStep(3_000);
      sure = training.kill();
      runId = training.runId();
    }
    sendWhatIsLeft(server.url());
    List<Long> steps = server.steps(runId, "m");
    assertThat(steps.stream().sorted().toList()).isEqualTo(upTo(steps.size()));
    assertThat(steps.size()).isGreaterThan((int) sure);
    assertThat(Long.parseLong(server.texts(runId).get("last of m"))).isGreaterThanOrEqualTo(sure);
  }

  @Test
  void letsTwoProcessesLogToOneRunFromOneSpoolFolder() throws IOException {
    String runId;
    long first;
    long second;
    try (Modelyard modelyard = Modelyard.connect(at(server.url()))) {
      Run run = modelyard.experiment("faults").startRun("shared");
      run.flush(LONG);
      runId = run.id();
      try (Training one = Training.start(server.url(), spool, runId, "one");
          Training two = Training.start(server.url(), spool, runId, "two")) {
        one.awaitStep(300);
        two.awaitStep(300);
        first = one.kill();
        second = two.kill();
      }
      assertThat(run.end(RunStatus.FINISHED).isComplete()).isTrue();
    }
    sendWhatIsLeft(server.url());
    assertThat(server.steps(runId, "one").stream().sorted().toList())
        .isEqualTo(upTo(server.steps(runId, "one").size()))
        .hasSizeGreaterThan((int) first);
    assertThat(server.steps(runId, "two").stream().sorted().toList())
        .isEqualTo(upTo(server.steps(runId, "two").size()))
        .hasSizeGreaterThan((int) second);
  }

  @Test
  void leavesAloneWhatAnotherProcessWorksOn() throws IOException {
    try (Training training = Training.start("http://127.0.0.1:1", spool, "", "m")) {
      training.awaitStep(10);
      for (Path folder : SpoolFolder.left(spool)) {
        assertThat(Spool.recover(folder)).isEmpty();
      }
      training.awaitStep(20);
      training.kill();
    }
    for (Path folder : SpoolFolder.left(spool)) {
      Spool.recover(folder).orElseThrow().close();
    }
  }

  @Test
  void sendsLaterWhatWasLoggedWithoutAServer() {
    try (BadLine line = new BadLine(server.port())) {
      line.make(BadLine.Trouble.AWAY);
      Run run;
      try (Modelyard modelyard = Modelyard.connect(at(line.url()).closeWait(Duration.ZERO))) {
        run = modelyard.experiment("faults").startRun("alone");
        LongStream.range(0, 5_000).forEach(step -> run.metric("m", (double) step, step, step));
        Receipt receipt = run.end(RunStatus.FAILED);
        assertThat(receipt.pending()).isEqualTo(5_000);
        assertThat(receipt.forced()).isEqualTo(5_000);
        assertThat(receipt.dropped()).isEmpty();
      }
      line.make(BadLine.Trouble.NONE);
      sendWhatIsLeft(line.url());
      assertThat(server.steps(run.id(), "m")).isEqualTo(upTo(5_000));
      assertThat(server.run(run.id())).contains("\"status\":\"FAILED\"");
    }
  }

  @Test
  void sendsByTheCommandWhatWasLoggedWithoutAServer() throws IOException {
    Run run;
    Run child;
    try (Modelyard modelyard =
        Modelyard.connect(at("http://127.0.0.1:1").closeWait(Duration.ZERO))) {
      run = modelyard.experiment("offline").newRun("alone").tag("k", "v").start();
      child = run.startNested("child");
      run.metric("m", 1, 1);
      child.close();
      run.close();
    }
    String[] here = {spool.toString()};
    assertThat(synced(here, 1)).contains(run.id() + ": sent 0 records, not all: ");
    String[] there = {spool.toString(), server.url()};
    assertThat(synced(there, 0)).contains(run.id() + ": sent 1 records\n");
    assertThat(synced(there, 0)).isEqualTo("Nothing is left.\n");
    assertThat(synced(new String[] {"--help"}, 2)).startsWith("Usage");
    assertThat(server.steps(run.id(), "m")).containsExactly(1L);
    assertThat(server.texts(run.id())).containsEntry("k", "v");
    assertThat(server.texts(child.id())).containsEntry("mlflow.parentRunId", run.id());
  }

  private static String synced(String[] args, int status) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int got = Sync.run(args, Map.of(), new PrintStream(out, true, StandardCharsets.UTF_8));
    String printed = out.toString(StandardCharsets.UTF_8);
    assertThat(got).as(printed).isEqualTo(status);
    return printed;
  }

  @Test
  void dropsAndCountsWhatIsMoreThanItMayHold() throws IOException {
    try (Modelyard modelyard =
        Modelyard.connect(at("http://127.0.0.1:1").maxSpoolBytes(0).closeWait(Duration.ZERO))) {
      Run run = modelyard.experiment("faults").startRun("full");
      LongStream.range(0, 10_000).forEach(step -> run.metric("m", (double) step, step, step));
      Receipt receipt = run.receipt();
      assertThat(receipt.dropped()).hasSize(1);
      long dropped = receipt.dropped().values().iterator().next();
      assertThat(receipt.produced() + dropped).isEqualTo(10_000);
      assertThat(receipt.produced()).isBetween(2_000L, 4_000L);
    }
  }

  @Test
  void meetsAFullDiskWhenASegmentIsMadeAndNotLater() throws Exception {
    Path disk = spool.resolve("disk");
    assumeTrue(mount(disk), "needs the right to mount");
    try (Modelyard modelyard =
        Modelyard.connect(at("http://127.0.0.1:1").spool(disk).closeWait(Duration.ZERO))) {
      Run run = modelyard.experiment("faults").startRun("full disk");
      LongStream.range(0, 20_000).forEach(step -> run.metric("m", (double) step, step, step));
      Receipt receipt = run.receipt();
      assertThat(receipt.dropped()).hasSize(1);
      assertThat(receipt.dropped().toString()).contains("no room in the spool");
      long dropped = receipt.dropped().values().iterator().next();
      assertThat(receipt.produced() + dropped).isEqualTo(20_000);
      run.release();
    } finally {
      new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
    }
  }

  private static boolean mount(Path folder) throws Exception {
    Files.createDirectories(folder);
    try {
      return new ProcessBuilder(
                  "mount", "-t", "tmpfs", "-o", "size=512k", "none", folder.toString())
              .start()
              .waitFor()
          == 0;
    } catch (IOException noMount) {
      return false;
    }
  }
}
