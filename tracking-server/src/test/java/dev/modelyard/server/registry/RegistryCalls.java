package dev.modelyard.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.Replies;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What tests of the registry say to the server and expect of it. Thread-safe. */
public final class RegistryCalls {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Client client;

  public RegistryCalls(Client client) {
    this.client = client;
  }

  public Reply get(String call, String... parameters) {
    return client.get(call, parameters);
  }

  public Reply post(String call, @Nullable Object... namesAndValues) {
    return client.post(call, Json.text(namesAndValues));
  }

  public Reply patch(String call, @Nullable Object... namesAndValues) {
    return mlflow("PATCH", call, Json.text(namesAndValues));
  }

  public Reply delete(String call, @Nullable Object... namesAndValues) {
    return mlflow("DELETE", call, Json.text(namesAndValues));
  }

  private Reply mlflow(String method, String call, String body) {
    return client.send(client.request("/api/2.0/mlflow/" + call, method, body));
  }

  /** One of our own calls, such as {@code models}. */
  public Reply own(String method, String path, @Nullable Object... namesAndValues) {
    String body = namesAndValues.length == 0 ? "" : Json.text(namesAndValues);
    return client.send(client.request("/api/modelyard/1.0/" + path, method, body));
  }

  /** A name as one part of a path. */
  public static String part(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A name that no model has yet. */
  public static String aName() {
    return "model " + NAMES.incrementAndGet();
  }

  /** The name of a new model. */
  public String aModel(@Nullable Object... namesAndValues) {
    ObjectNode body = Json.object(namesAndValues);
    if (!body.has("name")) {
      body.put("name", aName());
    }
    done(client.post("registered-models/create", body.toString()));
    return body.path("name").asText();
  }

  /** The name of a new model that is guarded. */
  public String aGuardedModel() {
    String name = aName();
    Reply reply = own("POST", "models", "name", name, "mode", "guarded");
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return name;
  }

  /** The number of a new version, whose files lie elsewhere unless a source is given. */
  public String aVersion(String model, @Nullable Object... namesAndValues) {
    ObjectNode body = Json.object(namesAndValues).put("name", model);
    if (!body.has("source")) {
      body.put("source", "s3://bucket/models/x");
    }
    return done(client.post("model-versions/create", body.toString()))
        .at("/model_version/version")
        .asText();
  }

  /** As MLflow's clients do it. */
  public Reply transition(
      String name, String version, String stage, @Nullable Object... namesAndValues) {
    ObjectNode body = Json.object("name", name, "version", version, "stage", stage);
    body.setAll(Json.object(namesAndValues));
    return client.post("model-versions/transition-stage", body.toString());
  }

  /** By our own call. */
  public Reply move(String name, String version, String stage, @Nullable Object... namesAndValues) {
    ObjectNode body = Json.object("stage", stage);
    body.setAll(Json.object(namesAndValues));
    return client.send(
        client.request(
            "/api/modelyard/1.0/models/" + part(name) + "/versions/" + version + "/transitions",
            "POST",
            body.toString()));
  }

  /** Moves a version to Production, which must succeed. */
  public void promote(String name, String version) {
    done(move(name, version, "Production"));
  }

  public Reply rollBack(String name, @Nullable Object... namesAndValues) {
    return client.send(
        client.request(
            "/api/modelyard/1.0/models/" + part(name) + "/rollback",
            "POST",
            Json.text(namesAndValues)));
  }

  public Reply setAlias(String name, String alias, String version) {
    return post("registered-models/alias", "name", name, "alias", alias, "version", version);
  }

  public Reply byAlias(String name, String alias) {
    return get("registered-models/alias", "name", name, "alias", alias);
  }

  public Reply deleteVersion(String name, String version) {
    return delete("model-versions/delete", "name", name, "version", version);
  }

  /** The model as MLflow's call tells it. */
  public JsonNode model(String name) {
    return done(get("registered-models/get", "name", name)).path("registered_model");
  }

  public JsonNode version(String name, String version) {
    return done(get("model-versions/get", "name", name, "version", version)).path("model_version");
  }

  public String stage(String name, String version) {
    return version(name, version).path("current_stage").asText();
  }

  /** What a successful call answered. */
  public static JsonNode done(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  public static void assertTaken(Reply reply) {
    Replies.assertRefused(reply, 400, "RESOURCE_ALREADY_EXISTS");
  }

  /** Refused because of what is there; the message holds all the words. */
  public static void assertConflict(Reply reply, String... words) {
    Replies.assertRefused(reply, 409, "RESOURCE_CONFLICT");
    assertThat(List.of(words)).allSatisfy(word -> assertThat(reply.message()).contains(word));
  }
}
