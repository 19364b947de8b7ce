package dev.modelyard.server.runs;

import static dev.modelyard.server.runs.Given.metric;
import static dev.modelyard.server.testing.Json.pair;
import static dev.modelyard.server.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many writers, one run. */
class ConcurrentLoggingTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final int THREADS = 64;

  private static Client client;
  private static Given given;

  @BeforeAll
  static void connect() {
    client = server.client();
    given = new Given(client);
  }

  /** What each of 64 threads, started at once, gets from {@code work}. */
  private static <T> List<T> atOnce(IntFunction<T> work) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return work.apply(thread);
                }));
      }
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException failure) {
      throw new AssertionError(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Asks again, as every client does, only when a slow machine kept a request waiting too long. */
  private static Reply post(String call, String body) {
    Reply reply = client.post(call, body);
    for (int i = 0; i < 20 && reply.message().startsWith("The database is unavailable"); i++) {
      reply = client.post(call, body);
    }
    return reply;
  }

  private static Reply logBatch(
      String run, List<ObjectNode> metrics, List<ObjectNode> params, List<ObjectNode> tags) {
    return post(
        "runs/log-batch", text("run_id", run, "metrics", metrics, "params", params, "tags", tags));
  }

  private static void assertAllDone(List<List<Reply>> replies) {
    assertThat(replies.stream().flatMap(List::stream))
        .allSatisfy(reply -> assertThat(reply.status()).as(reply.body()).isEqualTo(200));
  }

  @Test
  void keepsAllThatManyThreadsLogOverTheSameKeys() {
    String run = given.aRun();
    int keys = 20;
    int rounds = 3;
    List<List<Reply>> replies =
        atOnce(
            thread -> {
              Random random = new Random(thread);
              List<Reply> answers = new ArrayList<>();
              for (int round = 0; round < rounds; round++) {
                List<ObjectNode> metrics = new ArrayList<>();
                List<ObjectNode> params = new ArrayList<>();
                List<ObjectNode> tags = new ArrayList<>();
                for (int k = 0; k < keys; k++) {
                  int step = thread * rounds + round;
                  // One point of its own, one that all threads log, one that is no number.
                  metrics.add(metric("m" + k, thread + 0.5, 1_000 + thread, step));
                  metrics.add(metric("m" + k, 0.25, 500, -1));
                  metrics.add(metric("m" + k, "NaN", 1_000 + thread, step));
                  params.add(pair("p" + k, "same " + k));
                  tags.add(pair("t" + k, "from " + thread));
                }
                Collections.shuffle(metrics, random);
                Collections.shuffle(params, random);
                Collections.shuffle(tags, random);
                Reply reply = logBatch(run, metrics, params, tags);
                answers.add(reply);
                answers.add(logBatch(run, metrics, params, List.of()));
              }
              return answers;
            });
    assertAllDone(replies);

    int points = THREADS * rounds * 2 + 1;
    int lastStep = THREADS * rounds - 1;
    JsonNode data = given.data(run);
    assertThat(data.path("metrics")).hasSize(keys);
    assertThat(data.path("params")).hasSize(keys);
    assertThat(data.path("tags")).hasSize(keys + 1);
    for (int k = 0; k < keys; k++) {
      assertThat(given.history(run, "m" + k)).hasSize(points);
      assertThat(given.latest(run, "m" + k)).isEqualTo(metric("m" + k, 63.5, 1_063, lastStep));
      assertThat(given.param(run, "p" + k)).isEqualTo("same " + k);
      assertThat(given.tag(run, "t" + k)).startsWith("from ");
    }
  }

  @Test
  void keepsAllThatManyThreadsLogPointByPoint() {
    String run = given.aRun();
    assertAllDone(
        atOnce(
            thread -> {
              List<Reply> answers = new ArrayList<>();
              for (int i = 0; i < 20; i++) {
                answers.add(
                    post(
                        "runs/log-metric",
                        metric("m", i, thread, 20 - i).put("run_id", run).toString()));
              }
              return answers;
            }));
    assertThat(given.history(run, "m")).hasSize(THREADS * 20);
    assertThat(given.latest(run, "m")).isEqualTo(metric("m", 0.0, 63, 20));
  }

  @Test
  void letsOneOfTwoValuesOfAParamWinAndKeepsNothingOfTheLosers() {
    for (int round = 0; round < 5; round++) {
      String run = given.aRun();
      List<Reply> replies =
          atOnce(
              thread ->
                  logBatch(
                      run,
                      List.of(metric("m" + thread, 1, 1, 1)),
                      List.of(
                          pair("raced", thread % 2 == 0 ? "even" : "odd"),
                          pair("own" + thread, "x")),
                      List.of(pair("t" + thread, "x"))));
      String winner = String.valueOf(given.param(run, "raced"));
      assertThat(winner).isIn("even", "odd");
      JsonNode data = given.data(run);
      for (int thread = 0; thread < THREADS; thread++) {
        boolean won = winner.equals(thread % 2 == 0 ? "even" : "odd");
        Reply reply = replies.get(thread);
        assertThat(reply.status()).as(reply.body()).isEqualTo(won ? 200 : 400);
        assertThat(reply.errorCode()).isEqualTo(won ? "" : "INVALID_PARAMETER_VALUE");
        assertThat(given.history(run, "m" + thread)).hasSize(won ? 1 : 0);
      }
      assertThat(data.path("metrics")).hasSize(THREADS / 2);
      assertThat(data.path("params")).hasSize(THREADS / 2 + 1);
      assertThat(data.path("tags")).hasSize(THREADS / 2 + 1);
    }
  }

  @Test
  void letsEveryoneLogTheSameParam() {
    String run = given.aRun();
    assertThat(
            atOnce(
                thread ->
                    post("runs/log-parameter", text("run_id", run, "key", "p", "value", "v"))))
        .allSatisfy(reply -> assertThat(reply.status()).as(reply.body()).isEqualTo(200));
    assertThat(given.params(run)).containsExactly(pair("p", "v"));
  }

  @Test
  void renamesByManyWaysAtOnceAndKeepsNameAndTagEqual() {
    String run = given.aRun();
    assertAllDone(
        atOnce(
            thread -> {
              List<Reply> answers = new ArrayList<>();
              for (int i = 0; i < 5; i++) {
                String name = "name " + thread + " " + i;
                answers.add(
                    switch (thread % 3) {
                      case 0 -> post("runs/update", text("run_id", run, "run_name", name));
                      case 1 ->
                          post(
                              "runs/set-tag",
                              text("run_id", run, "key", "mlflow.runName", "value", name));
                      default ->
                          logBatch(
                              run,
                              List.of(metric("m", i, i, thread)),
                              List.of(pair("p", "v")),
                              List.of(pair("a", name), pair("mlflow.runName", name)));
                    });
              }
              return answers;
            }));
    assertThat(given.tag(run, "mlflow.runName"))
        .isEqualTo(given.info(run).path("run_name").asText());
  }

  @Test
  void letsOneCreatorOfAnExperimentWin() {
    List<Reply> replies = atOnce(thread -> post("experiments/create", text("name", "contested")));
    assertThat(
            replies.stream()
                .collect(Collectors.groupingBy(Reply::errorCode, Collectors.counting())))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("", 1L, "RESOURCE_ALREADY_EXISTS", THREADS - 1L));
  }

  @Test
  void letsOneRenamingToTheSameNameWin() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      ids.add(client.experiment("to be renamed " + i));
    }
    List<Reply> replies =
        atOnce(
            thread ->
                post(
                    "experiments/update",
                    text("experiment_id", ids.get(thread), "new_name", "the one name")));
    assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
    assertThat(replies)
        .filteredOn(reply -> reply.status() != 200)
        .allSatisfy(reply -> assertThat(reply.errorCode()).isEqualTo("RESOURCE_ALREADY_EXISTS"));
  }

  @Test
  void answersDeletingRestoringAndLoggingAtOnceWithoutFailures() {
    String experiment = client.experiment("up and down");
    String run = client.run(experiment);
    List<List<Reply>> replies =
        atOnce(
            thread -> {
              List<Reply> answers = new ArrayList<>();
              for (int i = 0; i < 8; i++) {
                answers.add(
                    switch (thread % 8) {
                      case 0 -> post("runs/delete", text("run_id", run));
                      case 1 -> post("runs/restore", text("run_id", run));
                      case 2 -> post("experiments/delete", text("experiment_id", experiment));
                      case 3 -> post("experiments/restore", text("experiment_id", experiment));
                      case 4 -> post("runs/create", text("experiment_id", experiment));
                      case 5 ->
                          post(
                              "runs/update",
                              text("run_id", run, "status", "FINISHED", "run_name", "n" + i));
                      case 6 ->
                          post(
                              "experiments/set-experiment-tag",
                              text("experiment_id", experiment, "key", "k", "value", "v" + i));
                      default ->
                          logBatch(
                              run,
                              List.of(metric("m", i, thread, i)),
                              List.of(pair("p" + thread, "v")),
                              List.of(pair("t", "v" + i)));
                    });
              }
              return answers;
            });
    assertThat(replies.stream().flatMap(List::stream))
        .allSatisfy(reply -> assertThat(reply.status()).as(reply.body()).isIn(200, 400, 404));
  }
}
