package dev.modelyard.server.changes;

import static dev.modelyard.server.testing.Json.text;
import static dev.modelyard.server.testing.Replies.assertDone;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.artifacts.FileCalls;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two replicas on one database tell, asked once or followed. */
class ChangesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static TestServer other;
  private static Client client;
  private static Client otherClient;
  private static Follower quiet;
  private static TestSql sql;

  @BeforeAll
  static void startAnother() {
    Map<String, String> settings = server.settings();
    other =
        new TestServer(
                Map.of(
                    "MODELYARD_DATABASE_URL", settings.get("MODELYARD_DATABASE_URL"),
                    "MODELYARD_DATABASE_USER", settings.get("MODELYARD_DATABASE_USER"),
                    "MODELYARD_DATABASE_PASSWORD", settings.get("MODELYARD_DATABASE_PASSWORD")))
            .start();
    client = server.client();
    otherClient = other.client();
    sql = new TestSql(server.database());
    quiet = Follower.of(server.port(), "experiments=77777");
  }

  @AfterAll
  static void stop() {
    quiet.close();
    other.close();
  }

  private static Reply ask(Client of, String query) {
    return of.send(of.request("/api/modelyard/1.0/changes?" + query, "GET", ""));
  }

  private static JsonNode poll(String query) {
    Reply reply = ask(client, query);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private static String cursor() {
    return poll("").path("cursor").asText();
  }

  private static List<String> list(JsonNode changes, String field) {
    return StreamSupport.stream(changes.path(field).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  private static void log(Client at, String run, int step) {
    assertDone(
        at.post(
            "runs/log-metric",
            text("run_id", run, "key", "loss", "value", 1, "timestamp", step, "step", step)));
  }

  private static void tag(Client at, String run, String value) {
    assertDone(at.post("runs/set-tag", text("run_id", run, "key", "note", "value", value)));
  }

  private static void end(String run) {
    Reply reply = client.post("runs/update", text("run_id", run, "status", "FINISHED"));
    assertThat(reply.status()).isEqualTo(200);
  }

  private static void put(TestServer at, String run, String path, String text) {
    assertThat(new FileCalls(at).put(FileCalls.ofRun(run, path), text).statusCode()).isEqualTo(200);
  }

  // Asked once

  @Test
  void beginsNowWithoutACursor() {
    JsonNode first = poll("experiments=*&models=true");
    assertThat(first.path("cursor").asText()).matches("\\d+\\.\\d+");
    for (String field : List.of("runs", "points", "models", "experiments")) {
      assertThat(first.path(field).isArray()).as(field).isTrue();
      assertThat(first.path(field)).as(field).isEmpty();
    }
    assertThat(first.path("reset").asBoolean(true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/e/0"})
  void goesOnWhereADocumentOfThePageWasMade(String path) {
    String page = client.send(client.request(path, "GET", "")).body();
    Matcher cursor = Pattern.compile("\"cursor\":\"([\\d.]+)\"").matcher(page);
    assertThat(cursor.find()).isTrue();
    String run = otherClient.run(client.experiment("since " + path));

    assertThat(list(poll("experiments=*&after=" + cursor.group(1)), "runs")).contains(run);
  }

  @Test
  void tellsWhatHappenedToRuns() {
    String experiment = client.experiment("told");
    String before = cursor();
    String run = client.run(experiment);
    assertThat(list(poll("experiments=" + experiment + "&after=" + before), "runs"))
        .containsExactly(run);
    String made = cursor();
    log(client, run, 1);
    JsonNode changes = poll("experiments=" + experiment + "&after=" + made);
    assertThat(list(changes, "runs")).isEmpty();
    assertThat(list(changes, "points")).containsExactly(run);

    for (Runnable change :
        List.<Runnable>of(
            () -> end(run),
            () -> assertDone(client.post("runs/delete", text("run_id", run))),
            () -> assertDone(client.post("runs/restore", text("run_id", run))),
            () ->
                assertDone(
                    client.post(
                        "runs/set-tag",
                        text("run_id", run, "key", "mlflow.runName", "value", "other"))))) {
      String since = cursor();
      change.run();
      assertThat(list(poll("experiments=" + experiment + "&after=" + since), "runs"))
          .containsExactly(run);
    }
  }

  @Test
  void tellsParamsAndTagsOfRunsThatAreWatchedByTheirIds() {
    String run = client.run("0");
    String since = cursor();
    assertThat(list(poll("runs=" + run + "&after=" + since), "runs")).isEmpty();
    assertDone(client.post("runs/log-parameter", text("run_id", run, "key", "lr", "value", "1")));
    assertThat(list(poll("runs=" + run + "&after=" + since), "runs")).containsExactly(run);
    String tagged = cursor();
    tag(client, run, "a");
    assertThat(list(poll("runs=" + run + "&after=" + tagged), "runs")).containsExactly(run);
    String again = cursor();
    tag(client, run, "b");
    assertThat(list(poll("runs=" + run + "&after=" + again), "runs")).containsExactly(run);
    String gone = cursor();
    assertDone(client.post("runs/delete-tag", text("run_id", run, "key", "note")));
    assertThat(list(poll("runs=" + run + "&after=" + gone), "runs")).containsExactly(run);
  }

  @Test
  void tellsOnlyWhatIsWatched() {
    String mine = client.experiment("mine");
    String since = cursor();
    String run = client.run(mine);
    String other = client.run("0");
    log(client, run, 1);
    log(client, other, 1);
    String after = "after=" + since;
    assertThat(list(poll(after + "&experiments=" + mine), "runs")).containsExactly(run);
    assertThat(list(poll(after + "&experiments=" + mine), "points")).containsExactly(run);
    assertThat(list(poll(after + "&runs=" + other), "runs")).containsExactly(other);
    assertThat(list(poll(after + "&runs=" + other), "points")).containsExactly(other);
    assertThat(list(poll(after + "&experiments=*"), "runs")).contains(run, other);
    assertThat(list(poll(after + "&experiments=*"), "points")).contains(run, other);
    assertThat(list(poll(after), "runs")).isEmpty();
    assertThat(list(poll(after + "&experiments=*"), "models")).isEmpty();
  }

  @Test
  void tellsOfFilesToThoseWhoWatchThem() {
    String run = client.run("0");
    String quietRun = client.run("0");
    String since = cursor();
    put(server, run, "plots/a.txt", "a");
    JsonNode changes = poll("files=" + run + "," + quietRun + "&after=" + since);
    assertThat(list(changes, "files")).containsExactly(run);
    assertThat(list(changes, "runs")).isEmpty();
    assertThat(list(poll("runs=" + run + "&experiments=*&after=" + since), "files")).isEmpty();
    String between = cursor();
    assertThat(list(poll("files=" + run + "&after=" + between), "files")).isEmpty();
    put(server, run, "plots/a.txt", "another");
    assertThat(list(poll("files=" + run + "&after=" + between), "files")).containsExactly(run);
  }

  @Test
  void tellsThoseWhoWatchARunOfItsDeletedFiles() {
    String run = client.run("0");
    put(server, run, "plots/a.txt", "a");
    put(server, run, "b.txt", "b");
    FileCalls files = new FileCalls(server);
    for (String path : List.of("plots", "b.txt")) {
      String since = cursor();
      assertThat(files.delete(FileCalls.ofRun(run, path)).status()).isEqualTo(200);
      assertThat(list(poll("runs=" + run + "&after=" + since), "runs")).containsExactly(run);
    }
    String since = cursor();
    assertThat(files.delete(FileCalls.ofRun(run, "b.txt")).status()).isEqualTo(200);
    assertThat(list(poll("runs=" + run + "&after=" + since), "runs")).isEmpty();
  }

  @Test
  void tellsOfWhichExperimentsTheRunsAre() {
    String experiment = client.experiment("told of which");
    String since = cursor();
    String made = client.run(experiment);
    String logged = client.run("0");
    String watched = "runs=" + logged + "&experiments=" + experiment + "&after=";
    JsonNode both = poll(watched + since).path("experiment_of");
    assertThat(both).hasSize(2);
    assertThat(both.path(made).asText()).isEqualTo(experiment);
    assertThat(both.path(logged).asText()).isEqualTo("0");
    String between = cursor();
    log(client, logged, 1);
    JsonNode points = poll(watched + between).path("experiment_of");
    assertThat(points).hasSize(1);
    assertThat(points.path(logged).asText()).isEqualTo("0");
  }

  @Test
  void tellsWhatHappenedToExperiments() {
    String since = cursor();
    String experiment = client.experiment("to change");
    assertThat(list(poll("experiments=*&after=" + since), "experiments")).contains(experiment);
    String id = text("experiment_id", experiment);
    for (Runnable change :
        List.<Runnable>of(
            () ->
                client.post(
                    "experiments/update", text("experiment_id", experiment, "new_name", "changed")),
            () ->
                client.post(
                    "experiments/set-experiment-tag",
                    text("experiment_id", experiment, "key", "k", "value", "v")),
            () ->
                client.post(
                    "experiments/delete-experiment-tag",
                    text("experiment_id", experiment, "key", "k")),
            () -> client.post("experiments/delete", id),
            () -> client.post("experiments/restore", id))) {
      String before = cursor();
      change.run();
      assertThat(list(poll("experiments=" + experiment + "&after=" + before), "experiments"))
          .containsExactly(experiment);
    }
  }

  @Test
  void tellsModelsUnderBothNames() {
    String since = cursor();
    client.post("registered-models/create", text("name", "first"));
    client.post("registered-models/rename", text("name", "first", "new_name", "second"));
    assertThat(list(poll("models=true&after=" + since), "models"))
        .containsExactly("first", "second");
    assertThat(list(poll("models=true&after=" + cursor()), "models")).isEmpty();
  }

  /** A transaction that began before the cursor and commits after it. */
  @Test
  void findsWhatCommitsLate() throws Exception {
    String run = client.run("0");
    try (Connection connection =
            DriverManager.getConnection(
                server.database().jdbcUrl(),
                server.database().user(),
                server.database().password().reveal());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "UPDATE run SET changed = pg_current_xact_id() WHERE run_id = '" + run + "'");
      String second = client.run("0");
      JsonNode changes = poll("experiments=*&after=" + cursor());
      assertThat(list(changes, "runs")).doesNotContain(run).contains(second);
      connection.commit();
      assertThat(list(poll("experiments=*&after=" + changes.path("cursor").asText()), "runs"))
          .contains(run);
    }
  }

  @Test
  void asksToReadAllAnewWhenTheDatabaseHasNotComeSoFar() {
    String[] parts = cursor().split("\\.", 2);
    assertThat(poll("after=999999999999." + parts[1]).path("reset").asBoolean()).isTrue();
    assertThat(poll("after=" + parts[0] + ".99999").path("reset").asBoolean()).isTrue();
    assertThat(poll("after=" + parts[0] + "." + parts[1]).path("reset").asBoolean()).isFalse();
  }

  /** Rows of a dump may bear numbers that this database has not given yet. */
  @Test
  void passesOverChangesOfAnotherDatabase() {
    String run = client.run("0");
    sql.execute("UPDATE run SET changed = '999999999999' WHERE run_id = '" + run + "'");
    assertThat(list(poll("experiments=*&after=" + cursor()), "runs")).doesNotContain(run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1", "1.2.3", "-1.0", "1.x", "99999999999999999999.1"})
  void refusesCursorsThatAreNone(String cursor) {
    Reply reply = ask(client, "after=" + cursor);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).contains("'after'");
  }

  @Test
  void refusesTooManyIds() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      ids.add(String.valueOf(i));
    }
    Reply reply = ask(client, "experiments=" + String.join(",", ids));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).contains("200");
    assertThat(ask(client, "experiments=x").status()).isEqualTo(400);
  }

  // Followed

  @Test
  void tellsAtOneReplicaWhatHappensAtTheOther() {
    String experiment = client.experiment("followed");
    try (Follower follower = Follower.of(server.port(), "models=true&experiments=" + experiment)) {
      assertThat(follower.head().get(0)).contains("200");
      assertThat(follower.head().toString().toLowerCase(Locale.ROOT))
          .contains("content-type: text/event-stream")
          .contains("cache-control: no-store")
          .contains("x-accel-buffering: no");

      long start = System.nanoTime();
      String run = otherClient.run(experiment);
      follower.next("runs", run);
      for (int step = 1; step <= 3; step++) {
        log(otherClient, run, step);
        follower.next("points", run);
      }
      otherClient.post("registered-models/create", text("name", "followed"));
      follower.next("models", "followed");
      end(run);
      follower.next("runs", run);
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(9));
    }
  }

  @Test
  void tellsOfFilesThatWerePutAtTheOtherReplica() {
    String run = client.run("0");
    try (Follower follower = Follower.of(server.port(), "files=" + run)) {
      for (String text : List.of("a", "longer")) {
        put(other, run, "train.log", text);
        follower.next("files", run);
      }
    }
  }

  @Test
  void goesOnAtTheOtherReplica() {
    String experiment = client.experiment("moved");
    String watched = "experiments=" + experiment;
    Follower first = Follower.of(server.port(), watched + "&after=" + cursor());
    String seen = client.run(experiment);
    first.next("runs", seen);
    first.close();
    List<String> missed = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      missed.add(client.run(experiment));
    }
    log(client, seen, 1);
    // The header counts more than the address, which a browser sends again as it was.
    try (Follower second = Follower.after(other.port(), watched + "&after=1.0", first.lastId())) {
      JsonNode caughtUp = second.next(event -> true);
      assertThat(list(caughtUp, "runs")).containsAll(missed);
      assertThat(list(caughtUp, "points")).contains(seen);
      String next = client.run(experiment);
      second.next("runs", next);
    }
  }

  @Test
  void tellsNothingTwiceWhileAnOlderTransactionIsUnderWay() throws Exception {
    String experiment = client.experiment("once");
    try (Follower follower = Follower.of(server.port(), "experiments=" + experiment);
        Connection connection =
            DriverManager.getConnection(
                server.database().jdbcUrl(),
                server.database().user(),
                server.database().password().reveal());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id()");
      String first = client.run(experiment);
      follower.next("runs", first);
      String second = client.run(experiment);
      assertThat(list(follower.next("runs", second), "runs")).containsExactly(second);
      log(client, first, 1);
      assertThat(list(follower.next("points", first), "runs")).isEmpty();
    }
  }

  @Test
  void answersOnceWhoSaysSo() {
    Reply reply =
        client.send(
            client
                .request("/api/modelyard/1.0/changes?poll=true", "GET", "")
                .header("Accept", "text/event-stream"));
    assertThat(reply.json().path("cursor").asText()).isNotEmpty();
    Reply refused =
        client.send(
            client
                .request("/api/modelyard/1.0/changes?after=x", "GET", "")
                .header("Accept", "text/event-stream"));
    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void givesASignOfLifeWithACursor() {
    assertThat(quiet.awaitSign()).matches("\\d+\\.\\d+");
  }
}
