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
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Filters that so many runs meet that none of them drives: the index of the order is walked and
 * each run is checked as it comes. Latest values stand live, settled, or in both tables.
 */
class RunSearchWalkTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final int RUNS = 2_800; // more than 2,000 of them meet each condition
  private static final List<ExpectedRun> EXPECTED = new ArrayList<>();

  private static SearchClient client;
  private static TestSql sql;

  @BeforeAll
  static void fillTheDefaultExperiment() {
    client = new SearchClient(server);
    sql = new TestSql(server.database());
    Random random = new Random(11);
    for (int i = 0; i < RUNS; i++) {
      EXPECTED.add(run(random));
    }
    sql.fill(
        """
        INSERT INTO run
          (run_id, experiment_id, name, user_id, status, start_time, generation, artifact_uri)
        SELECT r.id::uuid, 0, 'n', 'u', r.status, r.start, 0, 'mlflow-artifacts:/0/x'
        FROM unnest(?, ?, ?) r (id, start, status)
        """,
        column(ExpectedRun::id, new String[0]),
        column(ExpectedRun::startTime, new Long[0]),
        column(run -> String.valueOf(run.attributes().get("status")), new String[0]));
    fillTexts("param", ExpectedRun::params);
    fillTexts("tag", ExpectedRun::tags);
    fillMetrics(random);
    sql.execute("ANALYZE");
  }

  private static ExpectedRun run(Random random) {
    Map<String, Double> metrics = new HashMap<>();
    for (String key : List.of("acc", "loss")) {
      int kind = random.nextInt(100);
      if (kind >= 4) {
        metrics.put(
            key,
            kind < 9
                ? Double.NaN
                : kind < 11
                    ? Double.POSITIVE_INFINITY
                    : kind < 13
                        ? Double.NEGATIVE_INFINITY
                        : kind < 50 ? random.nextInt(5) / 4.0 : random.nextDouble());
      }
    }
    Map<String, String> params = new HashMap<>();
    if (random.nextInt(20) > 0) {
      params.put("p", "v" + random.nextInt(30));
    }
    Map<String, String> tags = new HashMap<>();
    if (random.nextInt(20) > 0) {
      tags.put("t", "t".repeat(198) + random.nextInt(2_000));
    }
    return new ExpectedRun(
        new UUID(random.nextLong(), random.nextLong()).toString().replace("-", ""),
        1_000 + random.nextInt(300),
        Map.of("status", random.nextInt(10) == 0 ? "FAILED" : "RUNNING"),
        metrics,
        params,
        tags);
  }

  private static <T> T[] column(Function<ExpectedRun, T> value, T[] type) {
    return EXPECTED.stream().map(value).toList().toArray(type);
  }

  private static void fillTexts(String table, Function<ExpectedRun, Map<String, String>> texts) {
    List<String> ids = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    List<String> values = new ArrayList<>();
    List<Long> starts = new ArrayList<>();
    for (ExpectedRun run : EXPECTED) {
      texts
          .apply(run)
          .forEach(
              (key, value) -> {
                ids.add(run.id());
                keys.add(key);
                values.add(value);
                starts.add(run.startTime());
              });
    }
    sql.fill(
        "INSERT INTO "
            + table
            + " (run_id, key, value, experiment_id, start_time)"
            + " SELECT u.id::uuid, u.key, u.value, 0, u.start"
            + " FROM unnest(?, ?, ?, ?) u (id, key, value, start)",
        ids.toArray(String[]::new),
        keys.toArray(String[]::new),
        values.toArray(String[]::new),
        starts.toArray(Long[]::new));
  }

  /** Each value live, settled, or in both tables, where the other one is older or greater. */
  private static void fillMetrics(Random random) {
    Metrics settled = new Metrics();
    Metrics live = new Metrics();
    for (ExpectedRun run : EXPECTED) {
      run.metrics()
          .forEach(
              (key, value) -> {
                int kind = random.nextInt(4);
                if (kind != 0) {
                  live.add(run, key, kind == 2 ? 0.25 : value, kind == 2 ? 4 : 5);
                }
                if (kind != 1) {
                  settled.add(run, key, kind == 3 ? 0.75 : value, kind == 3 ? 4 : 5);
                }
              });
    }
    settled.insert("latest_metric", "", "");
    live.insert("metric_live", ", written", ", " + Long.MAX_VALUE);
  }

  /** Rows of latest values. */
  private static final class Metrics {
    private final List<String> ids = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();
    private final List<Boolean> nans = new ArrayList<>();
    private final List<Long> steps = new ArrayList<>();
    private final List<Long> starts = new ArrayList<>();

    void add(ExpectedRun run, String key, double value, long step) {
      ids.add(run.id());
      keys.add(key);
      values.add(Double.isNaN(value) ? 0.0 : value);
      nans.add(Double.isNaN(value));
      steps.add(step);
      starts.add(run.startTime());
    }

    void insert(String table, String moreColumns, String moreValues) {
      sql.fill(
          "INSERT INTO "
              + table
              + " (run_id, key, experiment_id, start_time, step, ts, value, is_nan"
              + moreColumns
              + ") SELECT u.id::uuid, u.key, 0, u.start, u.step, 1, u.value, u.is_nan"
              + moreValues
              + " FROM unnest(?, ?, ?, ?, ?, ?) u (id, key, value, is_nan, step, start)",
          ids.toArray(String[]::new),
          keys.toArray(String[]::new),
          values.toArray(Double[]::new),
          nans.toArray(Boolean[]::new),
          steps.toArray(Long[]::new),
          starts.toArray(Long[]::new));
    }
  }

  /** A filter and the same in Java. */
  private record Filter(String text, Predicate<ExpectedRun> predicate) {}

  private static final List<Filter> FILTERS =
      List.of(
          new Filter("", run -> true),
          new Filter(
              "metrics.acc >= 0 AND params.p IS NOT NULL",
              run -> run.hasNumber("acc", value -> value >= 0) && run.params().containsKey("p")),
          new Filter(
              "metrics.acc != 0.5 AND status = 'RUNNING'",
              run ->
                  run.metric("acc") != null
                      && !run.hasNumber("acc", value -> value == 0.5)
                      && "RUNNING".equals(run.attributes().get("status"))),
          new Filter(
              "metrics.acc < 0.9 AND metrics.acc > -1.7976931348623157e308 AND metrics.loss != 0",
              run ->
                  run.hasNumber("acc", value -> value < 0.9 && value > Double.NEGATIVE_INFINITY)
                      && run.metric("loss") != null
                      && !run.hasNumber("loss", value -> value == 0)),
          new Filter(
              "tags.t LIKE 't%' AND params.p != 'v3' AND start_time > 1010.5",
              run ->
                  run.tags().containsKey("t")
                      && run.params().containsKey("p")
                      && !"v3".equals(run.params().get("p"))
                      && run.startTime() > 1010));

  private record Case(Filter filter, List<String> orderBy) {
    @Override
    public String toString() {
      return filter.text() + " " + orderBy;
    }
  }

  static Stream<Case> cases() {
    return FILTERS.stream()
        .flatMap(
            filter ->
                Stream.of(
                        List.of("start_time DESC", "metrics.acc DESC"),
                        List.of("metrics.acc"),
                        List.of("metrics.acc DESC", "params.p DESC"),
                        List.of("metrics.loss DESC", "start_time ASC"),
                        List.of("params.p DESC", "metrics.acc"),
                        List.of("tags.t DESC"))
                    .map(orderBy -> new Case(filter, orderBy)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pagesTogetherAreTheOnePage(Case searched) {
    List<String> expected =
        ExpectedRun.ids(EXPECTED, searched.filter().predicate(), searched.orderBy());
    ObjectNode request =
        SearchClient.filtered(
            SearchClient.ordered(SearchClient.over("0"), searched.orderBy()),
            searched.filter().text());

    assertThat(expected).hasSizeGreaterThan(1_000);
    assertThat(client.search(request.deepCopy().put("max_results", 5_000)).ids())
        .isEqualTo(expected);
    assertThat(client.pages(request, 999)).isEqualTo(expected);
  }
}
