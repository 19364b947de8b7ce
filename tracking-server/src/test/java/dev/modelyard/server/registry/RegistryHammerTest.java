package dev.modelyard.server.registry;

import static dev.modelyard.server.registry.RegistryCalls.done;
import static dev.modelyard.server.registry.RegistryCalls.part;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.registry.Hammer.Attempt;
import dev.modelyard.server.testing.AtOnce;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.ServerProcess;
import dev.modelyard.server.testing.TestDatabases;
import dev.modelyard.server.testing.TestSql;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Two servers on one database, many callers on each who change the same models by every call, and
 * one server that is killed in the midst of it.
 */
class RegistryHammerTest {
  /** On each server. */
  private static final int CALLERS = 6;

  /** Of each caller: so many that the observer has time for its looks on a fast machine, too. */
  private static final int CALLS = 100;

  private static final DatabaseAddress DATABASE = TestDatabases.create();

  private final TestSql sql = new TestSql(DATABASE);

  @Test
  void guardedModelsKeepTheirProductionAndTheLogTellsAllThatWasDone() throws Exception {
    List<Attempt> attempts;
    List<ExportedLog.Entry> log;
    int looks;
    try (ServerProcess lasting = ServerProcess.start(DATABASE);
        ServerProcess dying = ServerProcess.start(DATABASE)) {
      Client first = lasting.client();
      Client second = dying.client();
      Hammer.Scene scene = scene(first, dying);
      Hammer.prepare(new RegistryCalls(first), scene.runs());
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Integer> observer =
          CompletableFuture.supplyAsync(() -> look(List.of(first, second), over));
      try {
        attempts = hammer(scene, List.of(first, second));
      } finally {
        over.set(true);
        looks = observer.join();
      }
      log = ExportedLog.verified(first);
    }
    assertThat(looks).as("looks of the observer").isGreaterThan(20);
    attempts.forEach(RegistryHammerTest::assertWellAnswered);
    assertThat(attempts)
        .filteredOn(attempt -> attempt.reply() == null)
        .as("calls that were under way when the server was killed")
        .hasSizeLessThanOrEqualTo(CALLERS);
    assertTold(attempts, log);
    assertThat(replayed(log)).isEqualTo(Replay.stored(sql));
    assertThat(
            sql.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
        .as("deadlocks")
        .isZero();
  }

  /** Two runs of two experiments and a logged model, of which all versions are made. */
  private static Hammer.Scene scene(Client first, ServerProcess dying) {
    List<String> runs = List.of(first.run("0"), first.run(first.experiment("another")));
    Reply logged = first.post("logged-models", Json.text("experiment_id", "0"));
    AtomicInteger calls = new AtomicInteger();
    return new Hammer.Scene(
        first,
        runs,
        done(logged).at("/model/info/model_id").asText(),
        () -> {
          if (calls.incrementAndGet() == CALLERS * CALLS) {
            dying.kill();
          }
        });
  }

  private static List<Attempt> hammer(Hammer.Scene scene, List<Client> servers) throws Exception {
    List<Callable<List<Attempt>>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS * servers.size(); i++) {
      callers.add(new Hammer(scene, servers.get(i % servers.size()), i, CALLS));
    }
    return AtOnce.run(callers.size(), callers).stream().flatMap(List::stream).toList();
  }

  /** Looks at the guarded models by all ways until it is over; tells how often. */
  private int look(List<Client> servers, AtomicBoolean over) {
    int looks = 0;
    while (!over.get()) {
      for (String name : Hammer.GUARDED) {
        for (Client server : servers) {
          looks += look(server, name);
        }
        assertThat(
                sql.number(
                    """
                    SELECT count(*) FROM model_version v JOIN registered_model m USING (model_id)
                    WHERE m.name = '%s' AND v.stage = 'Production'
                    """
                        .formatted(name)))
            .isEqualTo(1);
      }
    }
    return looks;
  }

  private static int look(Client server, String name) {
    try {
      Reply latest =
          server.get("registered-models/get-latest-versions", "name", name, "stages", "Production");
      assertThat(done(latest).path("model_versions")).hasSize(1);
      JsonNode versions =
          done(server.get("registered-models/get", "name", name))
              .at("/registered_model/latest_versions");
      assertThat(Json.texts(versions, "current_stage")).containsOnlyOnce("Production");
      Reply logged =
          new RegistryCalls(server)
              .own("GET", "models/" + part(name) + "/production?at=" + Long.MAX_VALUE);
      assertThat(done(logged).path("versions")).hasSize(1);
      return 1;
    } catch (UncheckedIOException killed) {
      return 0;
    }
  }

  private static void assertWellAnswered(Attempt attempt) {
    Reply reply = attempt.reply();
    if (reply != null && reply.status() != 200) {
      assertThat(reply.status()).as(reply.body()).isIn(400, 404, 409);
      assertThat(reply.errorCode())
          .isIn(
              "RESOURCE_ALREADY_EXISTS",
              "RESOURCE_DOES_NOT_EXIST",
              "RESOURCE_CONFLICT",
              "INVALID_PARAMETER_VALUE");
    }
  }

  /** What was acknowledged is in the log, what was refused is not. */
  private static void assertTold(List<Attempt> attempts, List<ExportedLog.Entry> log) {
    Map<String, List<JsonNode>> byMarker =
        log.stream()
            .map(ExportedLog.Entry::body)
            .collect(Collectors.groupingBy(RegistryHammerTest::marker));
    for (Attempt attempt : attempts) {
      Reply reply = attempt.reply();
      List<JsonNode> events = byMarker.getOrDefault(attempt.marker(), List.of());
      if (reply == null) {
        continue;
      }
      if (reply.status() != 200) {
        assertThat(events).as("events of what was refused: %s", reply.body()).isEmpty();
      } else if (attempt.leavesOne()) {
        assertThat(events).as("events of %s", attempt.marker()).hasSize(1);
      }
      String created = reply.json().at("/model_version/version").asText();
      if (!events.isEmpty() && events.get(0).path("key").asText().equals("m")) {
        assertThat(events)
            .extracting(event -> event.path("version").asText())
            .containsExactly(created);
      }
    }
  }

  private static String marker(JsonNode event) {
    String text =
        event.has("reason") ? event.path("reason").asText() : event.path("after").asText();
    return text.replaceFirst(" expecting .*", "");
  }

  /** The state that the events lead to; whoever expected a version in Production was right. */
  private static JsonNode replayed(List<ExportedLog.Entry> log) {
    Replay replay = new Replay();
    String last = "";
    int expectations = 0;
    for (ExportedLog.Entry entry : log) {
      String reason = entry.body().path("reason").asText();
      int expecting = reason.indexOf(" expecting ");
      if (expecting >= 0 && !reason.equals(last)) {
        expectations++;
        assertThat(replay.production(entry.body().path("model_id").asText()))
            .containsExactly(reason.substring(expecting + " expecting ".length()));
      }
      last = reason;
      replay.apply(entry.body());
    }
    assertThat(expectations).isPositive();
    return replay.state();
  }
}
