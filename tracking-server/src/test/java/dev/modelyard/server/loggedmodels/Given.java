package dev.modelyard.server.loggedmodels;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import org.jspecify.annotations.Nullable;

/** What tests of logged models say to the server and expect of it. */
final class Given {
  private final Client client;

  Given(Client client) {
    this.client = client;
  }

  /** A new logged model of experiment 0 with the fields given. */
  JsonNode created(@Nullable Object... namesAndValues) {
    ObjectNode body = Json.object(namesAndValues);
    if (!body.has("experiment_id")) {
      body.put("experiment_id", "0");
    }
    Reply reply = client.post("logged-models", body.toString());
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().path("model");
  }

  /** The id of a new logged model. */
  String aModel(@Nullable Object... namesAndValues) {
    return id(created(namesAndValues));
  }

  static String id(JsonNode model) {
    return model.path("info").path("model_id").asText();
  }

  Reply post(String call, @Nullable Object... namesAndValues) {
    return client.post(call, Json.text(namesAndValues));
  }

  /** A request below logged-models with a method and a body, which may be empty. */
  Reply call(String method, String path, String body) {
    return client.send(client.request("/api/2.0/mlflow/logged-models/" + path, method, body));
  }

  Reply patch(String path, @Nullable Object... namesAndValues) {
    return call("PATCH", path, Json.text(namesAndValues));
  }

  Reply delete(String path) {
    return call("DELETE", path, "");
  }

  /** The model as the server tells it, a deleted one as well. */
  JsonNode model(String id) {
    Reply reply = client.get("logged-models/" + id, "allow_deleted", "true");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().path("model");
  }

  JsonNode info(String id) {
    return model(id).path("info");
  }

  JsonNode data(String id) {
    return model(id).path("data");
  }

  String aRun() {
    return client.run("0");
  }
}
