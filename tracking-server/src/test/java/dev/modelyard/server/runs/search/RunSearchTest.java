package dev.modelyard.server.runs.search;

import static dev.modelyard.server.testing.Replies.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What searches of runs find, and how they tell it. Each test has an experiment of its own. */
class RunSearchTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger EXPERIMENTS = new AtomicInteger();

  private static SearchClient client;
  private String experiment = "";

  @BeforeAll
  static void connect() {
    client = new SearchClient(server);
  }

  @BeforeEach
  void makeAnExperiment() {
    experiment = newExperiment();
  }

  private static String newExperiment() {
    return server.client().experiment("search " + EXPERIMENTS.incrementAndGet());
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    } catch (IOException noJson) {
      throw new IllegalArgumentException(noJson);
    }
  }

  private String run(String name, long startTime) {
    return client.createRun(experiment, name, startTime);
  }

  /** A run that comes behind those made before it, in the default order. */
  private String runWithMetric(String name, double value) {
    String id = run(name, -name.charAt(0));
    client.logMetric(id, "m", value);
    return id;
  }

  private String runWithParam(String name, String value) {
    String id = run(name, -name.charAt(0));
    client.logParam(id, "p", value);
    return id;
  }

  private List<String> found(String filter) {
    return client.names(experiment, filter);
  }

  private List<String> view(String view) {
    return client.search(SearchClient.over(experiment).put("run_view_type", view)).names();
  }

  private static void delete(String runId) {
    client.call("runs/delete", json("{'run_id': '" + runId + "'}"));
  }

  private static void onExperiment(String call, String id) {
    client.call("experiments/" + call, json("{'experiment_id': '" + id + "'}"));
  }

  // Which runs

  @Test
  void theViewTypeTellsWhetherDeletedRunsAreShown() {
    run("active", 2);
    delete(run("deleted", 1));

    assertThat(found("")).containsExactly("active");
    assertThat(view("ACTIVE_ONLY")).containsExactly("active");
    assertThat(view("DELETED_ONLY")).containsExactly("deleted");
    assertThat(view("ALL")).containsExactly("active", "deleted");
    assertThat(client.search(SearchClient.over(experiment).put("run_view_type", 2)).names())
        .containsExactly("deleted");
    assertInvalid(client.reply(SearchClient.over(experiment).put("run_view_type", "OTHER")));
  }

  @Test
  void aDeletedRunSaysSo() {
    delete(run("deleted", 1));

    JsonNode info =
        client
            .search(SearchClient.over(experiment).put("run_view_type", "ALL"))
            .runs()
            .get(0)
            .path("info");
    assertThat(info.path("lifecycle_stage").asText()).isEqualTo("deleted");
  }

  @Test
  void aRestoredRunIsFoundAgain() {
    String id = run("restored", 1);
    delete(id);
    client.call("runs/restore", json("{'run_id': '" + id + "'}"));

    assertThat(view("ACTIVE_ONLY")).containsExactly("restored");
    assertThat(view("DELETED_ONLY")).isEmpty();
  }

  @Test
  void theRunsOfADeletedExperimentAreDeleted() {
    run("one", 2);
    delete(run("two", 1));
    onExperiment("delete", experiment);

    assertThat(view("ACTIVE_ONLY")).isEmpty();
    assertThat(view("DELETED_ONLY")).containsExactly("one", "two");
    assertThat(found("run_name LIKE '%'")).isEmpty();
  }

  @Test
  void theRunsOfARestoredExperimentAreActive() {
    run("one", 2);
    delete(run("two", 1));
    onExperiment("delete", experiment);
    onExperiment("restore", experiment);

    assertThat(view("ACTIVE_ONLY")).containsExactly("one", "two");
    assertThat(view("DELETED_ONLY")).isEmpty();
  }

  @Test
  void aRunDeletedAfterItsExperimentCameBackStaysDeleted() {
    String id = run("one", 2);
    run("two", 1);
    onExperiment("delete", experiment);
    onExperiment("restore", experiment);
    delete(id);

    assertThat(view("ACTIVE_ONLY")).containsExactly("two");
    assertThat(view("DELETED_ONLY")).containsExactly("one");
  }

  @Test
  void runsOfSeveralExperimentsComeInOneOrder() {
    String other = newExperiment();
    run("3", 3);
    client.createRun(other, "2", 2);
    run("1", 1);
    client.createRun(other, "4", 4);

    ObjectNode both = SearchClient.over(other, experiment);
    assertThat(client.search(both).names()).containsExactly("4", "3", "2", "1");
    assertThat(client.pages(both, 1)).isEqualTo(client.search(both).ids());
  }

  @Test
  void anExperimentGivenTwiceIsSearchedOnce() {
    run("one", 1);

    assertThat(client.search(SearchClient.over(experiment, experiment, "0" + experiment)).names())
        .containsExactly("one");
  }

  @Test
  void unknownExperimentsArePassedOver() {
    run("one", 1);

    assertThat(client.search(SearchClient.over("-1", experiment, "999999999")).names())
        .containsExactly("one");
    assertThat(client.reply(SearchClient.over("999999999")).body()).isEqualTo("{}");
  }

  @Test
  void noExperimentFindsNothing() {
    run("one", 1);

    assertThat(client.reply(SearchClient.over()).body()).isEqualTo("{}");
    assertThat(client.reply(json("{}")).body()).isEqualTo("{}");
    assertThat(client.reply(json("{'experiment_ids': null}")).body()).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.0", " 1", "1 ", "+1", "0x1", "١"})
  void anExperimentIdThatIsNoWholeNumberIsRefused(String id) {
    assertInvalid(client.reply(SearchClient.over(experiment, id)));
  }

  // How many

  @Test
  void aPageHoldsAThousandRunsUnlessToldOtherwise() {
    new TestSql(server.database())
        .execute(
            """
            INSERT INTO run
              (run_id, experiment_id, name, user_id, status, start_time, generation, artifact_uri)
            SELECT gen_random_uuid(), %s, 'n', 'u', 'RUNNING', i, 0, 'x'
            FROM generate_series(1, 1001) i
            """
                .formatted(experiment));

    SearchClient.Page page = client.search(SearchClient.over(experiment));
    assertThat(page.runs()).hasSize(1_000);
    assertThat(page.token()).isNotEmpty();
    assertThat(client.search(SearchClient.over(experiment).putNull("max_results")).runs())
        .hasSize(1_000);
    assertThat(client.search(SearchClient.over(experiment).put("max_results", 50_000)).runs())
        .hasSize(1_001);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 50_001, Long.MAX_VALUE, Long.MIN_VALUE})
  void maxResultsOutOfBoundsIsRefused(long maxResults) {
    assertInvalid(client.reply(SearchClient.over(experiment).put("max_results", maxResults)));
  }

  @Test
  void aFullLastPageHasNoToken() {
    run("one", 1);
    run("two", 2);

    Client.Reply reply = client.reply(SearchClient.over(experiment).put("max_results", 2));
    assertThat(reply.json().path("runs")).hasSize(2);
    assertThat(reply.json().has("next_page_token")).isFalse();
  }

  // The shape of the answer

  @Test
  void aRunIsToldWhole() {
    String id = client.createRun(experiment, "whole", 5, "me");
    client.logMetric(id, "m", 1.5, 7, 3);
    client.logParam(id, "p", "v");
    client.update(id, "FINISHED", 9L);
    JsonNode found = client.search(SearchClient.over(experiment)).runs().get(0);

    assertThat(found)
        .isEqualTo(
            json(
                """
                {'info': {'run_uuid': '%1$s', 'run_id': '%1$s', 'experiment_id': '%2$s',
                  'run_name': 'whole', 'user_id': 'me', 'status': 'FINISHED', 'start_time': 5,
                  'end_time': 9, 'artifact_uri': 'mlflow-artifacts:/%2$s/%1$s/artifacts',
                  'lifecycle_stage': 'active'},
                 'data': {'metrics': [{'key': 'm', 'value': 1.5, 'timestamp': 7, 'step': 3}],
                  'params': [{'key': 'p', 'value': 'v'}],
                  'tags': [{'key': 'mlflow.runName', 'value': 'whole'}]},
                 'inputs': {}, 'outputs': {}}
                """
                    .formatted(id, experiment)));
    assertThat(found).isEqualTo(server.client().getRun(id));
  }

  @Test
  void whatIsNotThereIsLeftOut() {
    String id = run("bare", 1);
    client.call("runs/delete-tag", json("{'run_id': '" + id + "', 'key': 'mlflow.runName'}"));
    JsonNode found = client.search(SearchClient.over(experiment)).runs().get(0);

    assertThat(found.path("data")).isEqualTo(json("{}"));
    assertThat(found.path("info").has("end_time")).isFalse();
    assertThat(client.search(SearchClient.over(experiment)).token()).isEmpty();
  }

  @Test
  void dataStandsWithItsRunInTheOrderOfItsKeys() {
    for (String name : List.of("a", "b")) {
      String id = run(name, -name.charAt(0));
      for (String key : List.of("z", "B", "a")) {
        client.logMetric(id, key, name.charAt(0));
        client.logParam(id, key, name);
      }
    }

    for (JsonNode run : client.search(SearchClient.over(experiment)).runs()) {
      String name = run.at("/info/run_name").asText();
      assertThat(run.at("/data/metrics").valueStream().map(m -> m.path("key").asText()))
          .containsExactly("B", "a", "z");
      assertThat(run.at("/data/metrics").valueStream().map(m -> m.path("value").asInt()))
          .containsOnly((int) name.charAt(0));
      assertThat(run.at("/data/params").valueStream().map(p -> p.path("value").asText()))
          .containsOnly(name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, \"NaN\"",
    "Infinity, 1.7976931348623157E308",
    "-Infinity, -1.7976931348623157E308",
    "-0.0, 0.0",
    "5e-324, 4.9E-324"
  })
  void oddNumbersAreToldAsMlflowTellsThem(double value, String told) {
    String id = runWithMetric("a", value);
    assertThat(toldMetric(id)).isEqualTo(told);
    client.endAndSettle(id);
    assertThat(toldMetric(id)).isEqualTo(told);
  }

  private String toldMetric(String id) {
    SearchClient.Page page = client.search(SearchClient.over(experiment));
    assertThat(page.ids()).containsExactly(id);
    return page.runs().get(0).at("/data/metrics/0/value").toString();
  }

  // Filters

  @Test
  void infinityIsFoundByTheLargestDouble() {
    client.endAndSettle(runWithMetric("a", Double.POSITIVE_INFINITY));
    runWithMetric("b", Double.NEGATIVE_INFINITY);
    runWithMetric("c", 1e308);
    runWithMetric("d", Double.NaN);
    runWithMetric("e", Double.POSITIVE_INFINITY);

    assertThat(found("metrics.m = 1.7976931348623157e308")).containsExactly("a", "e");
    assertThat(found("metrics.m >= 1.7976931348623157e308")).containsExactly("a", "e");
    assertThat(found("metrics.m > 1.7976931348623157e308")).isEmpty();
    assertThat(found("metrics.m < 1.7976931348623157e308")).containsExactly("b", "c");
    assertThat(found("metrics.m != 1.7976931348623157e308")).containsExactly("b", "c", "d");
    assertThat(found("metrics.m = -1.7976931348623157e308")).containsExactly("b");
    assertThat(found("metrics.m > -1.7976931348623157e308")).containsExactly("a", "c", "e");
    assertThat(found("metrics.m > 1e308")).containsExactly("a", "e");
  }

  @Test
  void aRunWithoutTheMetricMeetsNoComparison() {
    run("a", 1);

    assertThat(found("metrics.m != 1")).isEmpty();
    assertThat(found("metrics.m < 1")).isEmpty();
  }

  @Test
  void severalComparisonsOfOneMetricMustAllHold() {
    for (int i = 0; i < 5; i++) {
      runWithMetric(Character.toString('a' + i), i);
    }

    assertThat(found("metrics.m > 0 AND metrics.m < 4 AND metrics.m != 2"))
        .containsExactly("b", "d");
    assertThat(found("metrics.m > 3 AND metrics.m < 2")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "metrics.m > 1,         c d, d c",
    "metrics.m != 1,        a c d n, d c a n",
    "metrics.m <= 1,        a b, b a",
    "metrics.m = 9,         '', ''",
    "metrics.m > 0 AND metrics.m < 3, b c, c b"
  })
  void theMetricThatOrdersCanBeCompared(String filter, String ascending, String descending) {
    client.endAndSettle(runWithMetric("a", 0));
    runWithMetric("n", Double.NaN);
    client.endAndSettle(runWithMetric("c", 2));
    runWithMetric("b", 1);
    runWithMetric("d", 3);
    run("missing", 9);

    assertThat(ordered(filter, "metrics.m")).isEqualTo(ascending);
    assertThat(ordered(filter, "metrics.m DESC")).isEqualTo(descending);
  }

  private String ordered(String filter, String orderBy) {
    ObjectNode request = SearchClient.ordered(SearchClient.over(experiment), List.of(orderBy));
    return String.join(" ", client.search(SearchClient.filtered(request, filter)).names());
  }

  @Test
  void theNameIsComparedByItsTag() {
    String id = run("old", 2);
    run("other", 1);
    client.setTag(id, "mlflow.runName", "new");

    assertThat(found("run_name = 'new'")).containsExactly("new");
    assertThat(found("run_name = 'old'")).isEmpty();
    assertThat(found("run_name != 'new'")).containsExactly("other");
    client.call("runs/delete-tag", json("{'run_id': '" + id + "', 'key': 'mlflow.runName'}"));
    assertThat(found("run_name = 'new'")).isEmpty();
    assertThat(found("run_name LIKE '%'")).containsExactly("other");
  }

  @Test
  void textsThatAreNoRunIdsNameNoRun() {
    String a = run("a", 2);
    run("b", 1);

    assertThat(found("run_id IN ('" + a + "', 'x', '', 'ä', '" + "0".repeat(32) + "')"))
        .containsExactly("a");
    assertThat(found("run_id NOT IN ('" + a + "', 'x', '')")).containsExactly("b");
    assertThat(found("run_id IN ('x')")).isEmpty();
    assertThat(found("run_id NOT IN ('x')")).containsExactly("a", "b");
    assertThat(found("run_id = '" + a + "x'")).isEmpty();
    assertThat(found("run_id = '" + a.toUpperCase(Locale.ROOT) + "'")).isEmpty();
    assertThat(found("run_id != 'x'")).containsExactly("a", "b");
    assertThat(found("run_id != '" + a + "'")).containsExactly("b");
    assertThat(found("run_id LIKE '" + a.substring(0, 31) + "_'")).containsExactly("a");
  }

  @Test
  void aRunOfAnotherExperimentIsNotFoundByItsId() {
    String id = client.createRun(newExperiment(), "elsewhere", 1);

    assertThat(found("run_id = '" + id + "'")).isEmpty();
    assertThat(found("run_id IN ('" + id + "')")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "a%,      abc a%c a😀c",
        "a_c,     abc a%c a😀c",
        "a\\%c,   a%c",
        "%,       abc a%c a😀c ABC É Ω _",
        "_,       É Ω _",
        "\\_,     _",
        "é,       ''",
        "a\\bc,   abc",
        "abc_,    ''"
      })
  void likeKnowsWildcardsAndCase(String pattern, String values) {
    logTexts();

    assertThat(String.join(" ", found("params.p LIKE '" + pattern + "'")))
        .isEqualTo(values.replace("''", ""));
  }

  @ParameterizedTest
  @CsvSource({"abc, abc ABC", "A%C, abc a%c a😀c ABC", "é, É", "ω, Ω", "É, É", "aBc_, ''", "i, ''"})
  void ilikeFoldsAllScripts(String pattern, String values) {
    logTexts();

    assertThat(String.join(" ", found("params.p ILIKE '" + pattern + "'"))).isEqualTo(values);
  }

  private void logTexts() {
    long start = 9;
    for (String text : List.of("abc", "a%c", "a😀c", "ABC", "É", "Ω", "_")) {
      client.logParam(run(text, start--), "p", text);
    }
  }

  @Test
  void equalityComparesMoreThanTheCharactersThatOrder() {
    String prefix = "é".repeat(200);
    runWithParam("a", prefix);
    runWithParam("b", prefix + "1");
    runWithParam("c", prefix + "2" + "x".repeat(5_000));

    assertThat(found("params.p = '" + prefix + "'")).containsExactly("a");
    assertThat(found("params.p = '" + prefix + "1'")).containsExactly("b");
    assertThat(found("params.p = '" + prefix + "2" + "x".repeat(5_000) + "'")).containsExactly("c");
    assertThat(found("params.p = '" + prefix + "3'")).isEmpty();
    assertThat(found("params.p != '" + prefix + "1'")).containsExactly("a", "c");
  }

  @Test
  void aTagThatChangedIsFoundByItsNewValue() {
    String id = run("a", 1);
    client.setTag(id, "t", "old");
    client.setTag(id, "t", "new");

    assertThat(found("tags.t = 'new'")).containsExactly("a");
    assertThat(found("tags.t = 'old'")).isEmpty();
    client.call("runs/delete-tag", json("{'run_id': '" + id + "', 'key': 't'}"));
    assertThat(found("tags.t IS NULL")).containsExactly("a");
  }

  @Test
  void theLargestDoubleIsTheSameAsInfinity() {
    runWithMetric("a", Double.MAX_VALUE);
    runWithMetric("b", Double.POSITIVE_INFINITY);

    assertThat(found("metrics.m = 1.7976931348623157e308")).containsExactly("a", "b");
    assertThat(found("metrics.m < 1.7976931348623157e308")).isEmpty();
  }
}
