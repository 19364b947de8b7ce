package dev.modelyard.server.runs;

import static dev.modelyard.server.runs.Given.metric;
import static dev.modelyard.server.runs.Given.metrics;
import static dev.modelyard.server.runs.Given.pairs;
import static dev.modelyard.server.testing.Json.object;
import static dev.modelyard.server.testing.Json.pair;
import static dev.modelyard.server.testing.Replies.assertDone;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LogBatchTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static Client client;
  private static Given given;

  @BeforeAll
  static void connect() {
    client = server.client();
    given = new Given(client);
  }

  private static Reply log(
      String run, List<ObjectNode> metrics, List<ObjectNode> params, List<ObjectNode> tags) {
    return given.post(
        "runs/log-batch", "run_id", run, "metrics", metrics, "params", params, "tags", tags);
  }

  /** That nothing was logged to a new run, which has its name for a tag. */
  private static void assertEmpty(String run) {
    JsonNode data = given.data(run);
    assertThat(data.has("metrics")).isFalse();
    assertThat(data.has("params")).isFalse();
    assertThat(data.path("tags")).hasSize(1);
    assertThat(given.history(run, "m0")).isEmpty();
  }

  @Test
  void keepsMetricsParamsAndTags() {
    String run = given.aRun();
    assertDone(log(run, metrics(3), pairs(2), pairs(4)));
    assertThat(given.data(run).path("metrics")).hasSize(3);
    assertThat(given.data(run).path("params")).hasSize(2);
    assertThat(given.data(run).path("tags")).hasSize(5);
    assertThat(given.history(run, "m2")).containsExactly(metric("m2", 2.0, 2, 2));
  }

  @Test
  void keepsTheSameKeyAsMetricParamAndTag() {
    String run = given.aRun();
    assertDone(
        log(run, List.of(metric("k", 1, 1, 1)), List.of(pair("k", "p")), List.of(pair("k", "t"))));
    assertThat(given.latest(run, "k").path("value").asDouble()).isEqualTo(1);
    assertThat(given.param(run, "k")).isEqualTo("p");
    assertThat(given.tag(run, "k")).isEqualTo("t");
  }

  @Test
  void changesNothingWhenRepeated() {
    String run = given.aRun();
    assertDone(log(run, metrics(50), pairs(20), pairs(20)));
    JsonNode once = client.getRun(run);
    for (int i = 0; i < 3; i++) {
      assertDone(log(run, metrics(50), pairs(20), pairs(20)));
    }
    assertThat(client.getRun(run)).isEqualTo(once);
    assertThat(given.history(run, "m7")).containsExactly(metric("m7", 7.0, 7, 7));
  }

  @Test
  void takesAnEmptyBatch() {
    String run = given.aRun();
    assertDone(log(run, List.of(), List.of(), List.of()));
    assertDone(given.post("runs/log-batch", "run_id", run));
    assertDone(given.post("runs/log-batch", "run_id", run, "metrics", null, "tags", null));
    assertEmpty(run);
  }

  @Test
  void refusesAnEmptyBatchForADeletedRun() {
    assertInvalid(given.post("runs/log-batch", "run_id", given.aDeletedRun()));
  }

  @Test
  void knowsNoOtherRunEvenForAnEmptyBatch() {
    assertUnknown(given.post("runs/log-batch", "run_id", "0".repeat(32)));
  }

  @Test
  void refusesAnEmptyBody() {
    assertInvalid(client.post("runs/log-batch", "{}"));
  }

  // Limits

  @ParameterizedTest
  @CsvSource({"1000, 0, 0", "0, 100, 100", "800, 100, 100", "999, 1, 0", "1, 100, 100"})
  void takesAsManyAsTheLimitsAllow(int metrics, int params, int tags) {
    String run = given.aRun();
    assertDone(log(run, metrics(metrics), pairs(params), pairs(tags)));
    assertThat(given.data(run).path("metrics")).hasSize(metrics);
    assertThat(given.data(run).path("params")).hasSize(params);
    assertThat(given.data(run).path("tags")).hasSize(tags + 1);
  }

  @ParameterizedTest
  @CsvSource({"1001, 0, 0", "0, 101, 0", "0, 0, 101", "1000, 1, 0", "801, 100, 100"})
  void refusesMoreAndKeepsNothing(int metrics, int params, int tags) {
    String run = given.aRun();
    assertInvalid(log(run, metrics(metrics), pairs(params), pairs(tags)));
    assertEmpty(run);
  }

  @Test
  void countsRepeatsTowardsTheLimits() {
    String run = given.aRun();
    List<ObjectNode> same = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      same.add(metric("m0", 1, 1, 1));
    }
    assertInvalid(log(run, same, List.of(), List.of()));
    assertDone(log(run, same.subList(0, 1_000), List.of(), List.of()));
    assertThat(given.history(run, "m0")).hasSize(1);
  }

  // Repeats within a batch

  @Test
  void keepsEqualMetricsOnce() {
    String run = given.aRun();
    assertDone(
        log(
            run,
            List.of(metric("m", 1, 1, 1), metric("m", "NaN", 1, 1), metric("m", 1, 1, 1)),
            List.of(),
            List.of()));
    assertThat(given.history(run, "m"))
        .containsExactly(metric("m", "NaN", 1, 1), metric("m", 1.0, 1, 1));
  }

  @Test
  void takesTheGreatestOfABatchForTheLatest() {
    String run = given.aRun();
    assertDone(
        log(
            run,
            List.of(
                metric("m", 3, 1, 2),
                metric("m", 1, 9, 2),
                metric("m", 2, 9, 2),
                metric("m", 7, 99, 1)),
            List.of(),
            List.of()));
    assertThat(given.latest(run, "m")).isEqualTo(metric("m", 2.0, 9, 2));
  }

  @Test
  void refusesAParamGivenTwiceEvenWithTheSameValue() {
    String run = given.aRun();
    assertInvalid(
        log(run, metrics(1), List.of(pair("p", "1"), pair("p", "1")), List.of(pair("t", "1"))));
    assertEmpty(run);
  }

  @Test
  void takesTheLastOfATagGivenTwice() {
    String run = given.aRun();
    assertDone(
        log(
            run,
            List.of(),
            List.of(),
            List.of(pair("t", "1"), pair("u", "x"), pair("t", "2"), pair("t", "3"))));
    assertThat(given.tag(run, "t")).isEqualTo("3");
  }

  // All or nothing

  @Test
  void keepsNothingWhenOneParamDiffers() {
    String run = given.aRun();
    assertDone(given.post("runs/log-parameter", "run_id", run, "key", "taken", "value", "old"));
    Reply reply =
        log(
            run,
            metrics(5),
            List.of(pair("a", "1"), pair("taken", "new"), pair("z", "1")),
            List.of(pair("t", "1")));
    assertInvalid(reply);
    assertThat(reply.message()).contains("'taken'", "'old'", "'new'");
    assertThat(given.data(run).has("metrics")).isFalse();
    assertThat(given.params(run)).containsExactly(pair("taken", "old"));
    assertThat(given.tag(run, "t")).isNull();
    assertThat(given.history(run, "m0")).isEmpty();
  }

  @Test
  void keepsTheRestWhenAParamIsThereWithTheSameValue() {
    String run = given.aRun();
    assertDone(given.post("runs/log-parameter", "run_id", run, "key", "p", "value", "v"));
    assertDone(log(run, metrics(1), List.of(pair("p", "v"), pair("q", "w")), pairs(1)));
    assertThat(given.params(run)).containsExactlyInAnyOrder(pair("p", "v"), pair("q", "w"));
  }

  record Bad(String list, int index, ObjectNode item, String path) {}

  static Stream<Bad> badItems() {
    return Stream.of(
        new Bad("metrics", 1, metric("a#b", 1, 1, 1), "metrics[1].key"),
        new Bad("metrics", 0, metric("", 1, 1, 1), "metrics[0].key"),
        new Bad("metrics", 2, metric("m", "abc", 1, 1), "metrics[2].value"),
        new Bad("metrics", 1, metric("m", null, 1, 1), "metrics[1].value"),
        new Bad("metrics", 1, metric("m", 1, -1, 1), "metrics[1].timestamp"),
        new Bad("metrics", 1, object("key", "m", "value", 1), "metrics[1].timestamp"),
        new Bad("metrics", 1, metric("m", 1, 1, 1).put("step", 1.5), "metrics[1].step"),
        new Bad("metrics", 1, metric("k".repeat(251), 1, 1, 1), "metrics[1].key"),
        new Bad("params", 2, pair("a//b", "v"), "params[2].key"),
        new Bad("params", 1, pair("p", 1), "params[1].value"),
        new Bad("params", 1, object("value", "v"), "params[1].key"),
        new Bad("params", 1, pair("p", "a\0b"), "params[1].value"),
        new Bad("tags", 1, pair("..", "v"), "tags[1].key"),
        new Bad("tags", 2, pair("t", true), "tags[2].value"),
        new Bad("tags", 0, object("value", "v"), "tags[0].key"));
  }

  @ParameterizedTest
  @MethodSource("badItems")
  void keepsNothingAndTellsWhereWhenOneItemIsBad(Bad bad) {
    String run = given.aRun();
    ObjectNode body =
        object("run_id", run, "metrics", metrics(2), "params", pairs(2), "tags", pairs(2));
    body.withArray(bad.list()).insert(bad.index(), bad.item());
    Reply reply = client.post("runs/log-batch", body.toString());
    assertInvalid(reply);
    assertThat(reply.message()).contains("'" + bad.path() + "'");
    assertEmpty(run);
  }

  @Test
  void keepsNothingWhenTheBodyBreaksOffBehindGoodItems() {
    String run = given.aRun();
    String body = Json.text("run_id", run, "metrics", metrics(2), "params", pairs(2));
    assertInvalid(client.post("runs/log-batch", body.substring(0, body.length() - 1)));
    assertInvalid(client.post("runs/log-batch", body + "x"));
    assertEmpty(run);
  }

  @Test
  void takesFieldsInAnyOrderAndBothSpellings() {
    String run = given.aRun();
    assertDone(
        client.post(
            "runs/log-batch",
            "{\"tags\":[{\"value\":\"v\",\"key\":\"t\",\"new\":[{}]}],\"later\":{\"run_id\":1},"
                + "\"metrics\":[{\"step\":\"2\",\"timestamp\":1.0,\"value\":\"0.5\",\"key\":\"m\"}],"
                + "\"runId\":\""
                + run
                + "\"}"));
    assertThat(given.tag(run, "t")).isEqualTo("v");
    assertThat(given.history(run, "m")).containsExactly(metric("m", 0.5, 1, 2));
  }
}
