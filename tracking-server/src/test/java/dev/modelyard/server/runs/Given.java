package dev.modelyard.server.runs;

import static dev.modelyard.server.testing.Json.pair;
import static dev.modelyard.server.testing.Replies.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What tests of runs say to the server and expect of it. */
final class Given {
  private final Client client;

  Given(Client client) {
    this.client = client;
  }

  String aRun() {
    return client.run("0");
  }

  String aDeletedRun() {
    String run = aRun();
    assertDone(post("runs/delete", "run_id", run));
    return run;
  }

  Reply post(String call, @Nullable Object... namesAndValues) {
    return client.post(call, Json.text(namesAndValues));
  }

  JsonNode info(String run) {
    return client.getRun(run).path("info");
  }

  JsonNode data(String run) {
    return client.getRun(run).path("data");
  }

  JsonNode params(String run) {
    return data(run).path("params");
  }

  JsonNode tags(String run) {
    return data(run).path("tags");
  }

  @Nullable String tag(String run, String key) {
    return textOrNull(Json.value(tags(run), key));
  }

  @Nullable String param(String run, String key) {
    return textOrNull(Json.value(params(run), key));
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }

  /** The latest point of a metric, or a missing node. */
  JsonNode latest(String run, String key) {
    for (JsonNode metric : data(run).path("metrics")) {
      if (metric.path("key").asText().equals(key)) {
        return metric;
      }
    }
    return Json.object().path("missing");
  }

  JsonNode history(String run, String key) {
    Reply reply = client.get("metrics/get-history", "run_id", run, "metric_key", key);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().path("metrics");
  }

  static ObjectNode metric(String key, @Nullable Object value, long timestamp, long step) {
    return Json.object("key", key, "value", value, "timestamp", timestamp, "step", step);
  }

  static List<ObjectNode> metrics(int count) {
    return IntStream.range(0, count).mapToObj(i -> metric("m" + i, i, i, i)).toList();
  }

  static List<ObjectNode> pairs(int count) {
    return IntStream.range(0, count).mapToObj(i -> pair("k" + i, "v" + i)).toList();
  }
}
