package dev.modelyard.server.registry;

import static dev.modelyard.server.registry.RegistryCalls.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One of many callers who change the same few models at random, by all calls that there are. When
 * its server dies it goes on with another.
 */
final class Hammer implements Callable<List<Hammer.Attempt>> {
  /** Always with a version in Production once {@link #prepare} is done. */
  static final List<String> GUARDED = List.of("guarded 0", "guarded 1");

  private static final List<String> OPEN = List.of("open 0", "open 1");
  private static final List<String> FLIPPING = List.of("flipping");

  /** Names that two models swap, by way of the third. */
  private static final List<String> SWAPPED = List.of("swapped 0", "swapped 1", "swapped 2");

  /** Names whose models are made and deleted again and again. */
  private static final List<String> FLEETING = List.of("fleeting 0", "fleeting 1", "swapped 2");

  private static final List<List<String>> ALL =
      List.of(GUARDED, GUARDED, OPEN, FLIPPING, FLEETING, SWAPPED);

  private static final int VERSIONS_AT_FIRST = 4;

  private static final String MLFLOW = "/api/2.0/mlflow/";
  private static final String OWN = "/api/modelyard/1.0/";

  private final Scene scene;
  private final Random random;
  private final int number;
  private final int calls;
  private Client client;

  /** What all callers share. {@code called} is run before each call. */
  record Scene(Client lasting, List<String> runs, String loggedModel, Runnable called) {}

  /**
   * A call that was made.
   *
   * @param marker stands in the events that it left: as their reason, or as the value of a tag
   * @param leavesOne whether it left just one event if it was done
   * @param reply null when the server died before it answered
   */
  record Attempt(String marker, boolean leavesOne, @Nullable Reply reply) {}

  private record Call(String method, String path, ObjectNode body, boolean leavesOne) {}

  Hammer(Scene scene, Client client, int number, int calls) {
    this.scene = scene;
    this.client = client;
    this.number = number;
    this.calls = calls;
    this.random = new Random(number);
  }

  /** Makes the models, with versions of which guarded models have one in Production. */
  static void prepare(RegistryCalls calls, List<String> runs) {
    for (String name : GUARDED) {
      calls.own("POST", "models", "name", name, "mode", "guarded");
    }
    List<String> others = new ArrayList<>(OPEN);
    others.addAll(FLIPPING);
    others.addAll(SWAPPED.subList(0, 2));
    others.forEach(name -> calls.aModel("name", name));
    others.addAll(GUARDED);
    for (String name : others) {
      for (int i = 0; i < VERSIONS_AT_FIRST; i++) {
        String run = runs.get(i % runs.size());
        calls.aVersion(name, "source", "runs:/" + run + "/model", "run_id", run);
      }
    }
    GUARDED.forEach(name -> calls.promote(name, "1"));
  }

  @Override
  public List<Attempt> call() {
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      scene.called().run();
      String marker = "by " + number + ", " + i;
      Call call = any(marker);
      attempts.add(
          new Attempt(
              marker, call.leavesOne(), send(call.method(), call.path(), call.body().toString())));
    }
    return attempts;
  }

  private @Nullable Reply send(String method, String path, String body) {
    try {
      Reply reply = client.send(client.request(path, method, body));
      // As every client does, when a slow machine kept a call waiting for a connection too long.
      for (int i = 0; i < 20 && reply.message().startsWith("The database is unavailable"); i++) {
        reply = client.send(client.request(path, method, body));
      }
      return reply;
    } catch (UncheckedIOException died) {
      if (client.equals(scene.lasting())) {
        throw died;
      }
      client = scene.lasting();
      return null;
    }
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String version() {
    return Integer.toString(1 + random.nextInt(10));
  }

  private Call any(String marker) {
    String name = oneOf(oneOf(ALL));
    return switch (random.nextInt(16)) {
      case 0, 1 -> move(name, marker);
      case 2, 3 -> moveExpecting(oneOf(GUARDED), marker);
      case 4 ->
          call(
              "POST",
              MLFLOW + "model-versions/transition-stage",
              Json.object(
                  "name",
                  name,
                  "version",
                  version(),
                  "stage",
                  "Production",
                  "archive_existing_versions",
                  random.nextBoolean()));
      case 5 -> call("POST", OWN + "models/" + part(name) + "/rollback", because(marker));
      case 6, 7 -> create(name, marker);
      case 8 -> alias(name, marker);
      case 9 ->
          call(
              "DELETE",
              MLFLOW + "registered-models/alias",
              Json.object("name", name, "alias", oneOf(List.of("champion", "a"))));
      case 10 ->
          call(
              "DELETE",
              MLFLOW + "model-versions/delete",
              Json.object("name", name, "version", version()));
      case 11 -> tag(name, marker);
      case 12 -> tagVersion(name, marker);
      case 13 ->
          call(
              "POST",
              MLFLOW + "registered-models/rename",
              Json.object("name", oneOf(SWAPPED), "new_name", oneOf(SWAPPED)));
      case 14 -> comeOrGo(name);
      default -> aside(marker);
    };
  }

  private static Call call(String method, String path, ObjectNode body) {
    return new Call(method, path, body, false);
  }

  private static ObjectNode because(String marker) {
    return Json.object("reason", marker);
  }

  private Call move(String name, String marker) {
    String stage = random.nextInt(4) > 0 ? "Production" : oneOf(List.of("Staging", "Archived"));
    return call(
        "POST",
        OWN + "models/" + part(name) + "/versions/" + version() + "/transitions",
        because(marker).put("stage", stage));
  }

  /** On the strength of what is in Production just before; its reason tells what that was. */
  private Call moveExpecting(String name, String marker) {
    Reply now =
        send(
            "GET",
            MLFLOW + "registered-models/get-latest-versions?stages=Production&name=" + part(name),
            "");
    String production = now == null ? "1" : now.json().at("/model_versions/0/version").asText();
    return call(
        "POST",
        OWN + "models/" + part(name) + "/versions/" + version() + "/transitions",
        because(marker + " expecting " + production)
            .put("stage", "Production")
            .put("expected_production", production));
  }

  private Call create(String name, String marker) {
    boolean logged = random.nextInt(4) == 0;
    String run = oneOf(scene.runs());
    ObjectNode body =
        logged
            ? Json.object(
                "source", "models:/" + scene.loggedModel(), "model_id", scene.loggedModel())
            : Json.object("source", "runs:/" + run + "/model", "run_id", run);
    body.put("name", name);
    body.setAll(Json.object("tags", List.of(Json.object("key", "m", "value", marker))));
    return new Call("POST", MLFLOW + "model-versions/create", body, true);
  }

  private Call alias(String name, String marker) {
    return call(
        "POST",
        OWN + "models/" + part(name) + "/aliases",
        because(marker).put("alias", oneOf(List.of("champion", "a"))).put("version", version()));
  }

  private Call tag(String name, String marker) {
    return new Call(
        "POST",
        MLFLOW + "registered-models/set-tag",
        Json.object("name", name, "key", "k", "value", marker),
        true);
  }

  private Call tagVersion(String name, String marker) {
    return new Call(
        "POST",
        MLFLOW + "model-versions/set-tag",
        Json.object("name", name, "version", version(), "key", "k", "value", marker),
        true);
  }

  private Call comeOrGo(String name) {
    if (random.nextBoolean()) {
      return call(
          "DELETE", MLFLOW + "registered-models/delete", Json.object("name", oneOf(FLEETING)));
    }
    return switch (random.nextInt(4)) {
      case 0 ->
          call("DELETE", MLFLOW + "registered-models/delete", Json.object("name", oneOf(GUARDED)));
      case 1 ->
          call(
              "POST",
              MLFLOW + "registered-models/rename",
              Json.object("name", oneOf(GUARDED), "new_name", name));
      default ->
          call("POST", MLFLOW + "registered-models/create", Json.object("name", oneOf(FLEETING)));
    };
  }

  /** What else touches the same rows. */
  private Call aside(String marker) {
    return switch (random.nextInt(4)) {
      case 0 ->
          call(
              "PATCH",
              OWN + "models/" + FLIPPING.get(0),
              because(marker).put("mode", random.nextBoolean() ? "open" : "guarded"));
      case 1 -> call("POST", MLFLOW + "runs/delete", Json.object("run_id", oneOf(scene.runs())));
      case 2 -> call("POST", MLFLOW + "runs/restore", Json.object("run_id", oneOf(scene.runs())));
      default ->
          new Call(
              "PATCH",
              MLFLOW + "registered-models/update",
              Json.object("name", oneOf(OPEN), "description", marker),
              true);
    };
  }
}
