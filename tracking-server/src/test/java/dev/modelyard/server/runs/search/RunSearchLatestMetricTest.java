package dev.modelyard.server.runs.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A metric's latest value is the greatest (step, timestamp, value), in every answer and whether it
 * has settled or not.
 */
class RunSearchLatestMetricTest {
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
    experiment = server.client().experiment("latest " + EXPERIMENTS.incrementAndGet());
  }

  @ParameterizedTest
  @CsvSource({
    // step, timestamp, value of two points, which one is later
    "1, 1, 5,  2, 0, 4",
    "1, 1, 5,  1, 2, 4",
    "1, 1, 4,  1, 1, 5",
    "-2, 9, 9, -1, 0, 0",
    "1, 1, -5, 1, 1, NaN",
    "1, 1, NaN, 1, 1, 5",
    "1, 1, NaN, 2, 1, -Infinity",
    "1, 1, -Infinity, 1, 1, Infinity",
    "1, 1, 5,  1, 1, 5"
  })
  void theLatestIsTheGreatestWhicheverCameFirst(
      long step, long timestamp, double value, long laterStep, long laterTimestamp, double later) {
    for (boolean isLaterLast : List.of(true, false)) {
      for (boolean settles : List.of(true, false)) {
        String id = client.createRun(experiment, "r", 1);
        logOne(id, isLaterLast, step, timestamp, value, laterStep, laterTimestamp, later);
        if (settles) {
          client.endAndSettle(id);
        }
        logOne(id, !isLaterLast, step, timestamp, value, laterStep, laterTimestamp, later);

        checkLatest(id, later, laterTimestamp, laterStep);
        client.endAndSettle(id);
        checkLatest(id, later, laterTimestamp, laterStep);
        client.call("runs/delete", JSON.createObjectNode().put("run_id", id));
      }
    }
  }

  private static void logOne(
      String id,
      boolean first,
      long step,
      long timestamp,
      double value,
      long otherStep,
      long otherTimestamp,
      double other) {
    if (first) {
      client.logMetric(id, "m", value, timestamp, step);
    } else {
      client.logMetric(id, "m", other, otherTimestamp, otherStep);
    }
  }

  /** As runs/get and runs/search tell it, and as filters and orders see it. */
  private void checkLatest(String id, double value, long timestamp, long step) {
    JsonNode run = server.client().getRun(id);
    JsonNode metrics = run.at("/data/metrics");
    assertThat(metrics).hasSize(1);
    double told = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
    assertThat(metrics.get(0).path("value"))
        .isEqualTo(Double.isNaN(value) ? TextNode.valueOf("NaN") : DoubleNode.valueOf(told));
    assertThat(metrics.get(0).path("timestamp").asLong()).isEqualTo(timestamp);
    assertThat(metrics.get(0).path("step").asLong()).isEqualTo(step);

    assertThat(client.search(SearchClient.over(experiment)).runs()).containsExactly(run);
    for (String order : List.of("metrics.m", "metrics.m DESC")) {
      ObjectNode request = SearchClient.ordered(SearchClient.over(experiment), List.of(order));
      assertThat(client.search(request).ids()).containsExactly(id);
    }
    List<String> exactly = Double.isNaN(value) ? List.of() : List.of("r");
    assertThat(client.names(experiment, "metrics.m = " + (Double.isNaN(value) ? 0 : told)))
        .isEqualTo(exactly);
    assertThat(client.names(experiment, "metrics.m != " + (Double.isNaN(value) ? 0 : told)))
        .isEqualTo(exactly.isEmpty() ? List.of("r") : List.of());
  }
}
