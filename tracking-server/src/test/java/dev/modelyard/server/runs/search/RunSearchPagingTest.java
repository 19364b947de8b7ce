package dev.modelyard.server.runs.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pages of any size put together are the one big page, and that is in MLflow's order; whichever
 * latest values still change and whichever have settled. The same runs stand in two experiments: in
 * one all values have settled, in the other a run's values are live, settled, or both with the one
 * or the other being later.
 */
class RunSearchPagingTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final int RUNS = 60;
  private static final String LONG = "k".repeat(200);
  private static final Double[] NUMBERS = {
    null,
    null,
    Double.NaN,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -1.5,
    0.0,
    0.5,
    0.5,
    0.5,
    1e300
  };
  // In UTF-16 the last one would come before the one above it.
  private static final String[] TEXTS = {
    null,
    null,
    "",
    "A",
    "a",
    "a",
    "b",
    LONG,
    LONG + "1",
    LONG + "2",
    "k".repeat(199) + "z",
    "é",
    "\uffee",
    "😀".repeat(200) + "2",
    "😀".repeat(201)
  };

  private static final Long[] ENDS = {null, 500L, 600L};

  private static SearchClient client;
  private static TestSql sql;
  private static String live;
  private static String settled;
  private static final List<ExpectedRun> LIVE = new ArrayList<>();
  private static final List<ExpectedRun> SETTLED = new ArrayList<>();

  @BeforeAll
  static void logTheSameRunsTwice() {
    client = new SearchClient(server);
    sql = new TestSql(server.database());
    live = server.client().experiment("live");
    settled = server.client().experiment("settled");
    logRuns(live, LIVE);
    sql.execute("UPDATE metric_live SET written = " + Long.MAX_VALUE); // no sweep ends the test
    logRuns(settled, SETTLED);
    settle(settled, SETTLED);
  }

  private static void logRuns(String experiment, List<ExpectedRun> runs) {
    Random random = new Random(7);
    for (int i = 0; i < RUNS; i++) {
      String user = one(random, "", "ann", "bob");
      String name = one(random, "one", "Two", "three");
      long start = one(random, 100L, 200L, 300L);
      Map<String, Double> metrics =
          given("acc", one(random, NUMBERS), "loss", one(random, NUMBERS));
      Map<String, String> params = given("p", one(random, TEXTS), "q", one(random, TEXTS));
      Map<String, String> tags = given("t", one(random, TEXTS), "u", one(random, TEXTS));
      String id = client.createRun(experiment, name, start, user);
      params.forEach((key, value) -> client.logParam(id, key, value));
      tags.forEach((key, value) -> client.setTag(id, key, value));
      Map<String, Object> attributes = new HashMap<>();
      attributes.put("status", one(random, "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"));
      attributes.put("user_id", user);
      attributes.put("run_name", name);
      attributes.put("end_time", one(random, ENDS));
      attributes.put("artifact_uri", server.client().getRun(id).at("/info/artifact_uri").asText());
      runs.add(new ExpectedRun(id, start, attributes, metrics, params, tags));
    }
    logMetrics(experiment, runs);
  }

  /**
   * Of every four runs one has all its points from before it ended, so they settle, one all from
   * afterwards, so they stay live, one a later and one an earlier point from afterwards.
   */
  private static void logMetrics(String experiment, List<ExpectedRun> runs) {
    for (int i = 0; i < RUNS; i++) {
      if (i % 4 != 1) {
        logMetrics(runs.get(i), i % 4 == 2);
      }
    }
    settle(experiment, runs);
    for (int i = 0; i < RUNS; i++) {
      if (i % 4 != 0) {
        logMetrics(runs.get(i), i % 4 == 3);
      }
    }
  }

  /** Logs the values that count, or others that are outdated by them. */
  private static void logMetrics(ExpectedRun run, boolean outdated) {
    run.metrics()
        .forEach(
            (key, value) -> {
              if (outdated) {
                client.logMetric(run.id(), key, 0.25, 9, 1);
              } else {
                client.logMetric(run.id(), key, value, 5, 5);
              }
            });
  }

  /** Ends all runs, waits until their values have settled, and runs on those that shall run. */
  private static void settle(String experiment, List<ExpectedRun> runs) {
    for (ExpectedRun run : runs) {
      Long end = (Long) run.attributes().get("end_time");
      client.update(run.id(), isRunning(run) ? "KILLED" : status(run), end);
    }
    client.awaitSettled("experiment_id = " + experiment);
    for (ExpectedRun run : runs) {
      if (isRunning(run)) {
        client.update(run.id(), status(run), null);
      }
    }
  }

  private static boolean isRunning(ExpectedRun run) {
    return status(run).equals("RUNNING") || status(run).equals("SCHEDULED");
  }

  private static String status(ExpectedRun run) {
    return String.valueOf(run.attributes().get("status"));
  }

  @SafeVarargs
  private static <T> T one(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }

  private static <T> Map<String, T> given(
      String key, @Nullable T value, String otherKey, @Nullable T otherValue) {
    Map<String, T> given = new HashMap<>();
    if (value != null) {
      given.put(key, value);
    }
    if (otherValue != null) {
      given.put(otherKey, otherValue);
    }
    return given;
  }

  @Test
  void theRunsStandAsTheTestsWantThem() {
    assertThat(rows("metric_live", settled)).isZero();
    assertThat(rows("latest_metric", settled))
        .isEqualTo(SETTLED.stream().mapToInt(run -> run.metrics().size()).sum());
    assertThat(rows("metric_live", live)).isGreaterThan(RUNS / 2);
    assertThat(rows("latest_metric", live)).isGreaterThan(RUNS / 2);
    assertThat(
            sql.number(
                "SELECT count(*) FROM metric_live JOIN latest_metric USING (run_id, key)"
                    + " WHERE metric_live.experiment_id = "
                    + live))
        .isGreaterThan(RUNS / 4);
  }

  private static long rows(String table, String experiment) {
    return sql.number("SELECT count(*) FROM " + table + " WHERE experiment_id = " + experiment);
  }

  static Stream<List<String>> orders() {
    Stream<List<String>> single =
        Stream.of(
                "start_time",
                "end_time",
                "status",
                "user_id",
                "run_name",
                "artifact_uri",
                "run_id",
                "metrics.acc",
                "metrics.loss",
                "metrics.nobody",
                "params.p",
                "params.nobody",
                "tags.t")
            .flatMap(field -> Stream.of(List.of(field), List.of(field + " DESC")));
    Stream<List<String>> mixed =
        Stream.of(
            List.of(),
            List.of("metrics.acc DESC", "metrics.loss"),
            List.of("metrics.acc", "params.p DESC", "end_time"),
            List.of("params.p", "params.q DESC"),
            List.of("params.p DESC", "metrics.acc", "run_name DESC"),
            List.of("tags.t DESC", "tags.u", "start_time ASC"),
            List.of("status", "metrics.loss DESC"),
            List.of("end_time DESC", "tags.u DESC", "metrics.acc DESC"),
            List.of("user_id", "run_id DESC"),
            List.of("metrics.loss DESC", "start_time", "run_id DESC"),
            List.of("start_time ASC", "metrics.acc"),
            List.of("run_name", "end_time", "start_time"));
    return Stream.concat(single, mixed);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void pagesOfValuesThatStillChange(List<String> orderBy) {
    ObjectNode request = SearchClient.ordered(SearchClient.over(live), orderBy);
    checkPages(request, ExpectedRun.ids(LIVE, run -> true, orderBy), 1, 7, 25);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void pagesOfSettledValues(List<String> orderBy) {
    ObjectNode request = SearchClient.ordered(SearchClient.over(settled), orderBy);
    checkPages(request, ExpectedRun.ids(SETTLED, run -> true, orderBy), 7, 25);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void pagesOverSeveralExperiments(List<String> orderBy) {
    ObjectNode request = SearchClient.ordered(SearchClient.over(settled, live), orderBy);
    List<ExpectedRun> both = Stream.concat(LIVE.stream(), SETTLED.stream()).toList();
    checkPages(request, ExpectedRun.ids(both, run -> true, orderBy), 7, 25);
  }

  /** A filter and the same in Java. */
  private record Filter(String text, Predicate<ExpectedRun> predicate) {}

  private static final List<Filter> FILTERS =
      List.of(
          new Filter("metrics.acc > 0", run -> run.hasNumber("acc", value -> value > 0)),
          new Filter(
              "metrics.acc != 0.5",
              run -> run.metric("acc") != null && !run.hasNumber("acc", value -> value == 0.5)),
          new Filter("params.p IS NULL", run -> !run.params().containsKey("p")),
          new Filter("tags.t IS NOT NULL", run -> run.tags().containsKey("t")),
          new Filter("status != 'FAILED'", run -> !"FAILED".equals(run.attributes().get("status"))),
          new Filter(
              "start_time >= 200 AND metrics.loss <= 1 AND user_id LIKE '_%'",
              run ->
                  run.startTime() >= 200
                      && run.hasNumber("loss", value -> value <= 1)
                      && !"".equals(run.attributes().get("user_id"))),
          new Filter(
              "params.p LIKE 'k%'", run -> run.params().getOrDefault("p", "").startsWith("k")));

  @ParameterizedTest
  @MethodSource("orders")
  void pagesOfFilteredRuns(List<String> orderBy) {
    for (Filter filter : FILTERS) {
      ObjectNode request = SearchClient.ordered(SearchClient.over(live), orderBy);
      List<String> expected = ExpectedRun.ids(LIVE, filter.predicate(), orderBy);
      assertThat(expected).as(filter.text()).hasSizeBetween(5, RUNS - 5);
      checkPages(SearchClient.filtered(request, filter.text()), expected, 7);
    }
  }

  private static void checkPages(ObjectNode request, List<String> expected, int... sizes) {
    assertThat(client.search(request).ids()).as("one page of %s", request).isEqualTo(expected);
    for (int size : sizes) {
      assertThat(client.pages(request, size))
          .as("pages of %d of %s", size, request)
          .isEqualTo(expected);
    }
  }
}
