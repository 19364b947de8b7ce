package dev.modelyard.server.metrics;

import static dev.modelyard.server.testing.Json.object;
import static dev.modelyard.server.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Replies;
import dev.modelyard.server.testing.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkHistoryTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String BULK = "/ajax-api/2.0/mlflow/metrics/get-history-bulk";
  private static final String INTERVAL = "/api/2.0/mlflow/metrics/get-history-bulk-interval";
  private static final String UNKNOWN = "0123456789abcdef0123456789abcdef";

  private static Client client;

  /** Runs in ascending order of their ids; later steps of theirs have earlier timestamps. */
  private static String shortRun;

  private static String run;

  @BeforeAll
  static void fill() {
    client = server.client();
    List<String> runs = Stream.of(1, 2).map(i -> client.run("0")).sorted().toList();
    shortRun = runs.get(0);
    run = runs.get(1);
    log(shortRun, 3);
    log(run, 10);
  }

  private static void log(String run, int n) {
    List<ObjectNode> metrics = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      metrics.add(object("key", "loss", "value", i / 2.0, "timestamp", 1_000 - i, "step", i));
      metrics.add(object("key", "other", "value", 7, "timestamp", i, "step", i));
    }
    Reply reply = client.post("runs/log-batch", text("run_id", run, "metrics", metrics));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  private static Reply ask(String path, String query) {
    return client.send(client.request(path + "?" + query, "GET", ""));
  }

  private static Reply bulk(String query) {
    return ask(BULK, "metric_key=loss&" + query);
  }

  private static Reply interval(String query) {
    return ask(INTERVAL, "metric_key=loss&" + query);
  }

  private static List<String> found(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    List<String> found = new ArrayList<>();
    for (JsonNode metric : reply.json().path("metrics")) {
      assertThat(metric.path("key").asText()).isEqualTo("loss");
      String id = metric.path("run_id").asText();
      found.add((id.equals(run) ? "run " : "short ") + metric.path("step").asLong());
    }
    return found;
  }

  private static List<String> steps(String name, long... steps) {
    return LongStream.of(steps).mapToObj(step -> name + " " + step).toList();
  }

  private static void assertInvalid(Reply reply, String word) {
    Replies.assertInvalid(reply);
    assertThat(reply.message()).contains(word);
  }

  // get-history-bulk

  @Test
  void givesWholeHistoriesByRunThenTimestamp() {
    List<String> expected = new ArrayList<>(steps("short", 2, 1, 0));
    expected.addAll(steps("run", 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    assertThat(found(bulk("run_id=" + run + "&run_id=" + shortRun + "&run_id=" + run)))
        .isEqualTo(expected);
  }

  @Test
  void givesEachPointWithItsRun() {
    assertThat(bulk("run_id=" + shortRun + "&max_results=1").body())
        .isEqualTo(
            "{\"metrics\":[{\"key\":\"loss\",\"value\":1.0,\"timestamp\":998,\"step\":2,"
                + "\"run_id\":\""
                + shortRun
                + "\"}]}");
  }

  @Test
  void countsPointsOverAllRuns() {
    String both = "run_id=" + shortRun + "&run_id=" + run;
    assertThat(found(bulk(both + "&max_results=5")))
        .isEqualTo(
            Stream.of(steps("short", 2, 1, 0), steps("run", 9, 8)).flatMap(List::stream).toList());
    assertThat(found(bulk(both + "&max_results=3"))).isEqualTo(steps("short", 2, 1, 0));
    assertThat(found(bulk(both + "&max_results=99999999999"))).hasSize(13);
  }

  @Test
  void givesAnEmptyListWhereNothingIs() {
    String nothing = "{\"metrics\":[]}";
    assertThat(bulk("run_id=" + UNKNOWN + "&run_id=no%20id&run_id=").body()).isEqualTo(nothing);
    assertThat(bulk("run_id=" + run + "&max_results=0").body()).isEqualTo(nothing);
    assertThat(ask(BULK, "metric_key=&run_id=" + run).body()).isEqualTo(nothing);
    assertThat(found(bulk("run_id=" + UNKNOWN + "&run_id=" + shortRun)))
        .isEqualTo(steps("short", 2, 1, 0));
  }

  @Test
  void stopsAtMostPoints() {
    String longRun = client.run("0");
    for (int from = 0; from < 26_000; from += 1_000) {
      List<ObjectNode> metrics = new ArrayList<>();
      for (int i = from; i < from + 1_000; i++) {
        metrics.add(object("key", "loss", "value", 1, "timestamp", i, "step", i));
      }
      client.post("runs/log-batch", text("run_id", longRun, "metrics", metrics));
    }
    JsonNode metrics = bulk("run_id=" + longRun + "&max_results=26000").json().path("metrics");
    assertThat(metrics).hasSize(25_000);
    assertThat(metrics.path(24_999).path("step").asInt()).isEqualTo(24_999);
    // And samples reach the end of what is longer than that.
    assertThat(interval("run_ids=" + longRun).json().path("metrics")).hasSize(2_500);
    JsonNode ends = interval("run_ids=" + longRun + "&max_results=2").json().path("metrics");
    assertThat(ends.path(1).path("step").asInt()).isEqualTo(25_999);
  }

  @Test
  void isServedUnderThePrefixOfThePageAlone() {
    Reply reply = client.get("metrics/get-history-bulk", "metric_key", "loss", "run_id", run);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.errorCode()).isEqualTo("ENDPOINT_NOT_FOUND");
    assertThat(
            ask(INTERVAL.replace("/api/", "/ajax-api/"), "metric_key=loss&run_ids=" + run).json())
        .isEqualTo(interval("run_ids=" + run).json());
  }

  // get-history-bulk-interval

  @Test
  void samplesEachRunInTheOrderOfTheRequest() {
    List<String> expected = new ArrayList<>(steps("run", 0, 3, 6, 9));
    expected.addAll(steps("short", 0, 1, 2));
    expected.addAll(steps("run", 0, 3, 6, 9));
    assertThat(
            found(
                interval(
                    "max_results=4&run_ids="
                        + run
                        + "&run_ids="
                        + UNKNOWN
                        + "&run_ids="
                        + shortRun
                        + "&run_ids="
                        + run)))
        .isEqualTo(expected);
  }

  @Test
  void samplesStepsFromOneToAnother() {
    String of = "run_ids=" + run;
    assertThat(found(interval(of + "&start_step=3&end_step=5"))).isEqualTo(steps("run", 3, 4, 5));
    assertThat(found(interval(of + "&start_step=2&end_step=8&max_results=2")))
        .isEqualTo(steps("run", 2, 8));
    assertThat(found(interval(of + "&start_step=-9&end_step=0"))).isEqualTo(steps("run", 0));
    assertThat(found(interval(of + "&start_step=4&end_step=4&max_results=1")))
        .isEqualTo(steps("run", 4));
  }

  @Test
  void isAnEmptyObjectWhereNoRunHasPoints() {
    assertThat(interval("run_ids=" + UNKNOWN + "&run_ids=").body()).isEqualTo("{}");
    assertThat(interval("run_ids=" + run + "&start_step=50&end_step=60").body()).isEqualTo("{}");
  }

  @Test
  void writesNanAsTextInBoth() {
    String special = client.run("0");
    for (String value : List.of("NaN", "Infinity")) {
      client.post(
          "runs/log-metric",
          text("run_id", special, "key", "loss", "value", value, "timestamp", 1, "step", 1));
    }
    String expected =
        "[{\"key\":\"loss\",\"value\":\"NaN\",\"timestamp\":1,\"step\":1,\"run_id\":\"R\"},"
            + "{\"key\":\"loss\",\"value\":1.7976931348623157E308,\"timestamp\":1,\"step\":1,"
            + "\"run_id\":\"R\"}]";
    for (Reply reply : List.of(bulk("run_id=" + special), interval("run_ids=" + special))) {
      assertThat(reply.body())
          .isEqualTo("{\"metrics\":" + expected.replace("R\"", special + "\"") + "}");
    }
  }

  // Refusals

  @Test
  void demandsRunsAndAMetric() {
    assertInvalid(ask(BULK, "metric_key=loss"), "run_id");
    assertInvalid(ask(BULK, "run_id=" + run), "metric_key");
    assertInvalid(ask(INTERVAL, "metric_key=loss"), "run_ids");
    assertInvalid(ask(INTERVAL, "run_ids=" + run), "metric_key");
    assertInvalid(ask(INTERVAL, "metric_key=&run_ids=" + run), "metric_key");
  }

  @Test
  void takesAHundredRunsAndNoMore() {
    List<String> hundred = Collections.nCopies(100, run);
    assertThat(found(bulk("run_id=" + String.join("&run_id=", hundred)))).hasSize(10);
    assertThat(found(interval("run_ids=" + String.join("&run_ids=", hundred)))).hasSize(1_000);
    List<String> tooMany = Collections.nCopies(101, run);
    assertInvalid(bulk("run_id=" + String.join("&run_id=", tooMany)), "from 1 to 100");
    assertInvalid(interval("run_ids=" + String.join("&run_ids=", tooMany)), "from 1 to 100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "many", "", "1.5", "9223372036854775808"})
  void refusesSizesThatAreNone(String size) {
    assertInvalid(bulk("run_id=" + run + "&max_results=" + size), "max_results");
    assertInvalid(interval("run_ids=" + run + "&max_results=" + size), "max_results");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2501"})
  void refusesSamplesOfNoneOrOfTooMany(String size) {
    assertInvalid(interval("run_ids=" + run + "&max_results=" + size), "from 1 to 2500");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start_step=1",
        "end_step=1",
        "start_step=2&end_step=1",
        "start_step=x&end_step=1",
        "start_step=&end_step=",
        "start_step=0&end_step=9223372036854775808"
      })
  void refusesStepsThatAreNoInterval(String steps) {
    assertInvalid(interval("run_ids=" + run + "&" + steps), "_step");
  }
}
