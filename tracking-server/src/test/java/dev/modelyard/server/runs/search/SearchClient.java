package dev.modelyard.server.runs.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches of runs over the wire, and the calls that make runs to be found. */
final class SearchClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Client client;
  private final TestSql sql;

  SearchClient(TestServer server) {
    this.client = server.client();
    this.sql = new TestSql(server.database());
  }

  /** One answer; the token is "" on the last page. */
  record Page(List<JsonNode> runs, String token) {
    List<String> ids() {
      return runs.stream().map(run -> run.at("/info/run_id").asText()).toList();
    }

    List<String> names() {
      return runs.stream().map(run -> run.at("/info/run_name").asText()).toList();
    }
  }

  /** A request over experiments, ready for more fields. */
  static ObjectNode over(String... experimentIds) {
    return over(List.of(experimentIds));
  }

  static ObjectNode over(List<String> experimentIds) {
    ObjectNode request = JSON.createObjectNode();
    experimentIds.forEach(request.putArray("experiment_ids")::add);
    return request;
  }

  static ObjectNode filtered(ObjectNode request, String filter) {
    return request.deepCopy().put("filter", filter);
  }

  static ObjectNode ordered(ObjectNode request, List<String> orderBy) {
    ObjectNode ordered = request.deepCopy();
    orderBy.forEach(ordered.putArray("order_by")::add);
    return ordered;
  }

  Client.Reply reply(JsonNode request) {
    return client.post("runs/search", request.toString());
  }

  Page search(JsonNode request) {
    Client.Reply reply = reply(request);
    ok(reply);
    return new Page(
        reply.json().path("runs").valueStream().toList(),
        reply.json().path("next_page_token").asText());
  }

  /** The runs' names in the order of the answer, over one experiment. */
  List<String> names(String experimentId, String filter) {
    return search(filtered(over(experimentId), filter)).names();
  }

  /** The ids of all pages of a size, one behind the other; no page but the last may be short. */
  List<String> pages(ObjectNode request, int size) {
    List<String> ids = new ArrayList<>();
    ObjectNode asked = request.deepCopy().put("max_results", size);
    for (Page page = search(asked); ; page = search(asked.put("page_token", page.token()))) {
      ids.addAll(page.ids());
      if (page.token().isEmpty()) {
        return ids;
      }
      assertThat(page.runs()).hasSize(size);
    }
  }

  String createRun(String experimentId, String name, long startTime) {
    return createRun(experimentId, name, startTime, "u");
  }

  String createRun(String experimentId, String name, long startTime, String user) {
    ObjectNode request =
        JSON.createObjectNode()
            .put("experiment_id", experimentId)
            .put("run_name", name)
            .put("user_id", user)
            .put("start_time", startTime);
    return call("runs/create", request).at("/run/info/run_id").asText();
  }

  void logMetric(String runId, String key, double value, long timestamp, long step) {
    ObjectNode request = keyed(runId, key);
    if (Double.isFinite(value)) {
      request.put("value", value);
    } else {
      request.put("value", Double.toString(value));
    }
    call("runs/log-metric", request.put("timestamp", timestamp).put("step", step));
  }

  /** A point at step and time 0. */
  void logMetric(String runId, String key, double value) {
    logMetric(runId, key, value, 0, 0);
  }

  void logParam(String runId, String key, String value) {
    call("runs/log-parameter", keyed(runId, key).put("value", value));
  }

  void setTag(String runId, String key, String value) {
    call("runs/set-tag", keyed(runId, key).put("value", value));
  }

  void update(String runId, String status, @Nullable Long endTime) {
    ObjectNode request = JSON.createObjectNode().put("run_id", runId).put("status", status);
    if (endTime != null) {
      request.put("end_time", endTime);
    }
    call("runs/update", request);
  }

  /** Ends a run and waits until its latest values have settled. */
  void endAndSettle(String runId) {
    update(runId, "FINISHED", null);
    awaitSettled("run_id = '" + runId + "'");
  }

  /** Waits until no live value meets the condition. */
  void awaitSettled(String condition) {
    sql.awaitSettled(condition);
  }

  JsonNode call(String call, JsonNode request) {
    Client.Reply reply = client.post(call, request.toString());
    ok(reply);
    return reply.json();
  }

  private static ObjectNode keyed(String runId, String key) {
    return JSON.createObjectNode().put("run_id", runId).put("key", key);
  }

  private static void ok(Client.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }
}
