package dev.modelyard.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories of one metric of several runs. */
class BulkHistoryTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String BULK = "/ajax-api/2.0/mlflow/metrics/get-history-bulk?";
  private static final String INTERVAL = "/api/2.0/mlflow/metrics/get-history-bulk-interval?";

  private Client client;
  private String first;
  private String second;

  @BeforeEach
  void twoRuns() {
    client = server.client();
    List<String> runs = Stream.of(client.run("0"), client.run("0")).sorted().toList();
    first = runs.get(0);
    second = runs.get(1);
    log(first, 0, 10);
    log(second, 100, 3);
  }

  private void log(String run, int from, int count) {
    List<ObjectNode> points = new ArrayList<>();
    for (int step = from; step < from + count; step++) {
      Object value = step == 101 ? "NaN" : step / 2.0;
      points.add(Json.object("key", "m", "value", value, "timestamp", 1_000 - step, "step", step));
    }
    Client.Reply reply = client.post("runs/log-batch", Json.text("run_id", run, "metrics", points));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  private Client.Reply get(String path) {
    return client.send(client.request(path, "GET", ""));
  }

  private static String steps(JsonNode metrics) {
    return Json.texts(metrics, "step").stream().collect(Collectors.joining(" "));
  }

  @Test
  void givesWholeHistoriesOneRunAfterTheOther() {
    JsonNode metrics =
        get(BULK + "metric_key=m&run_id=" + second + "&run_id=" + first).json().path("metrics");
    assertThat(steps(metrics)).isEqualTo("9 8 7 6 5 4 3 2 1 0 102 101 100");
    assertThat(metrics.get(0).path("run_id").asText()).isEqualTo(first);
    assertThat(metrics.get(11).path("value").asText()).isEqualTo("NaN");
    assertThat(metrics.get(12).path("run_id").asText()).isEqualTo(second);
  }

  @Test
  void givesNoMorePointsInAllThanAreAskedFor() {
    String runs = "&run_id=" + first + "&run_id=" + second + "&run_id=" + first;
    assertThat(steps(get(BULK + "metric_key=m&max_results=11" + runs).json().path("metrics")))
        .isEqualTo("9 8 7 6 5 4 3 2 1 0 102");
  }

  @Test
  void passesOverWhatIsUnknown() {
    Client.Reply none = get(BULK + "metric_key=no&run_id=" + first + "&run_id=x");
    assertThat(none.body()).isEqualTo("{\"metrics\":[]}");
    assertThat(get(INTERVAL + "metric_key=no&run_ids=" + first + "&run_ids=x").body())
        .isEqualTo("{}");
  }

  @Test
  void samplesEachRunInTheOrderAskedFor() {
    JsonNode metrics =
        get(INTERVAL + "metric_key=m&max_results=4&run_ids=" + second + "&run_ids=" + first)
            .json()
            .path("metrics");
    assertThat(steps(metrics)).isEqualTo("100 101 102 0 3 6 9");
    assertThat(metrics.get(0).path("run_id").asText()).isEqualTo(second);
    assertThat(
            steps(
                get(INTERVAL + "metric_key=m&start_step=2&end_step=4&run_ids=" + first)
                    .json()
                    .path("metrics")))
        .isEqualTo("2 3 4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run_ids=x",
        "metric_key=m",
        "metric_key=m&run_ids=x&max_results=0",
        "metric_key=m&run_ids=x&max_results=2501",
        "metric_key=m&run_ids=x&start_step=1",
        "metric_key=m&run_ids=x&end_step=1",
        "metric_key=m&run_ids=x&start_step=2&end_step=1",
        "metric_key=m&run_ids=x&start_step=a&end_step=1"
      })
  void refusesIntervalsThatAreNone(String query) {
    Client.Reply reply = get(INTERVAL + query);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.errorCode()).isEqualTo("INVALID_PARAMETER_VALUE");
  }

  @Test
  void refusesTooManyRuns() {
    String runs = String.join("&run_id=", Collections.nCopies(101, first));
    assertThat(get(BULK + "metric_key=m&run_id=" + runs).status()).isEqualTo(400);
    assertThat(get(BULK + "metric_key=m").status()).isEqualTo(400);
    assertThat(get(BULK + "run_id=" + first).status()).isEqualTo(400);
    assertThat(get(BULK + "metric_key=m&max_results=-1&run_id=" + first).status()).isEqualTo(400);
    assertThat(get(BULK + "metric_key=m&max_results=0&run_id=" + first).body())
        .isEqualTo("{\"metrics\":[]}");
    String many = String.join("&run_ids=", Collections.nCopies(101, first));
    assertThat(get(INTERVAL + "metric_key=m&run_ids=" + many).status()).isEqualTo(400);
  }
}
