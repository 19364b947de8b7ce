package dev.modelyard.server.loggedmodels.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.Replies;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches of logged models over the wire, and the calls that make models to be found. */
final class ModelSearches {
  private final Client client;
  private final TestSql sql;
  private long time = 1_000;

  ModelSearches(TestServer server) {
    this.client = server.client();
    this.sql = new TestSql(server.database());
  }

  /** A new model, made a millisecond after the one before. */
  String create(String experiment, String name, Object... more) {
    ObjectNode body = Json.object("experiment_id", experiment, "name", name);
    body.setAll(Json.object(more));
    String model =
        ok(client.post("logged-models", body.toString())).at("/model/info/model_id").asText();
    createdAt(model, time++);
    return model;
  }

  void createdAt(String model, long millis) {
    sql.execute(
        "UPDATE logged_model SET creation_time = %1$d, last_update_time = %1$d WHERE model_id = '%2$s'"
            .formatted(millis, model.substring(2)));
  }

  void log(String run, String model, String key, Object value, long timestamp, Object... more) {
    ObjectNode point =
        Json.object(
            "run_id", run, "model_id", model, "key", key, "value", value, "timestamp", timestamp);
    point.setAll(Json.object(more));
    ok(client.post("runs/log-metric", point.toString()));
  }

  void delete(String model) {
    ok(client.send(client.request("/api/2.0/mlflow/logged-models/" + model, "DELETE", "")));
  }

  /** A request over one experiment with the fields given. */
  static ObjectNode over(String experiment, @Nullable Object... namesAndValues) {
    ObjectNode request = Json.object("experiment_ids", List.of(experiment));
    request.setAll(Json.object(namesAndValues));
    return request;
  }

  Client.Reply reply(JsonNode request) {
    return client.post("logged-models/search", request.toString());
  }

  JsonNode page(JsonNode request) {
    return ok(reply(request));
  }

  List<String> names(JsonNode request) {
    return names(page(request), "name");
  }

  List<String> names(String experiment, @Nullable Object... namesAndValues) {
    return names(over(experiment, namesAndValues));
  }

  private static List<String> names(JsonNode page, String field) {
    return page.path("models")
        .valueStream()
        .map(model -> model.path("info").path(field).asText())
        .toList();
  }

  /** The ids of all pages of a size, one behind the other; no page but the last may be short. */
  List<String> pages(ObjectNode request, int size) {
    List<String> ids = new ArrayList<>();
    ObjectNode next = request.deepCopy().put("max_results", size);
    while (true) {
      JsonNode page = page(next);
      ids.addAll(names(page, "model_id"));
      String token = page.path("next_page_token").asText();
      if (token.isEmpty()) {
        return ids;
      }
      assertThat(page.path("models")).hasSize(size);
      next.put("page_token", token);
    }
  }

  void assertInvalid(JsonNode request) {
    Replies.assertInvalid(reply(request));
  }

  static JsonNode ok(Client.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }
}
