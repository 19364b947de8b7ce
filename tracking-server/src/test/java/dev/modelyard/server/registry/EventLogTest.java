package dev.modelyard.server.registry;

import static dev.modelyard.server.registry.RegistryCalls.aName;
import static dev.modelyard.server.registry.RegistryCalls.assertConflict;
import static dev.modelyard.server.registry.RegistryCalls.done;
import static dev.modelyard.server.registry.RegistryCalls.part;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who changed what, when and why: what the log of changes holds and answers. */
class EventLogTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static Client client;
  private static RegistryCalls calls;

  @BeforeAll
  static void connect() {
    client = server.client();
    calls = new RegistryCalls(client);
  }

  private static JsonNode head() {
    return done(calls.own("GET", "events/head"));
  }

  private static JsonNode page(String query) {
    return done(calls.own("GET", "events?" + query));
  }

  private static List<JsonNode> events(String query) {
    return StreamSupport.stream(page(query).path("events").spliterator(), false).toList();
  }

  /** The events that a few calls leave, each as a line. */
  private static List<String> eventsOf(Runnable work) {
    long before = head().path("seq").asLong();
    work.run();
    return events("max_results=1000&after=" + before).stream().map(EventLogTest::line).toList();
  }

  /** Such as {@code STAGE_CHANGED 1: None -> Staging (tests passed)}. */
  private static String line(JsonNode event) {
    return event.path("action").asText()
        + (event.has("version") ? " " + event.path("version") : "")
        + (event.has("key") ? " " + event.path("key").asText() : "")
        + ": "
        + event.path("before").asText("")
        + " -> "
        + event.path("after").asText("")
        + (event.has("reason") ? " (" + event.path("reason").asText() + ")" : "");
  }

  private static ObjectNode pair(String key, String value) {
    return Json.object("key", key, "value", value);
  }

  // What is noted

  @Test
  void eachChangeOfAModelLeavesItsEvent() {
    String name = aName();
    String newName = aName();
    String path = "models/" + part(name);
    assertThat(
            eventsOf(
                () -> {
                  calls.aModel("name", name);
                  done(calls.patch("registered-models/update", "name", name, "description", "d"));
                  done(calls.patch("registered-models/update", "name", name));
                  done(tag(name, "k", "1"));
                  done(tag(name, "k", "2"));
                  done(tag(name, "e", ""));
                  done(calls.delete("registered-models/delete-tag", "name", name, "key", "k"));
                  done(calls.own("PATCH", path, "mode", "guarded", "reason", "it goes live"));
                  done(
                      calls.own(
                          "PATCH",
                          path,
                          "mode",
                          "open",
                          "protected_aliases",
                          List.of("a", "b"),
                          "reason",
                          "both"));
                  done(calls.post("registered-models/rename", "name", name, "new_name", newName));
                  done(calls.delete("registered-models/delete", "name", newName));
                }))
        .containsExactly(
            "MODEL_CREATED:  -> open",
            "MODEL_DESCRIBED:  -> d",
            "MODEL_DESCRIBED: d -> ",
            "MODEL_TAG_SET k:  -> 1",
            "MODEL_TAG_SET k: 1 -> 2",
            "MODEL_TAG_SET e:  -> ",
            "MODEL_TAG_DELETED k: 2 -> ",
            "MODEL_SETTINGS_CHANGED mode: open -> guarded (it goes live)",
            "MODEL_SETTINGS_CHANGED mode: guarded -> open (both)",
            "MODEL_SETTINGS_CHANGED protected_aliases: champion -> a b (both)",
            "MODEL_RENAMED: " + name + " -> " + newName,
            "MODEL_DELETED:  -> ");
  }

  private static Reply tag(String name, String key, String value) {
    return calls.post("registered-models/set-tag", "name", name, "key", key, "value", value);
  }

  private static Reply tagVersion(String name, String key, String value) {
    return calls.post(
        "model-versions/set-tag", "name", name, "version", "1", "key", key, "value", value);
  }

  @Test
  void eachChangeOfAVersionLeavesItsEvents() {
    String name = calls.aModel();
    assertThat(
            eventsOf(
                () -> {
                  calls.aVersion(name, "source", "s3://bucket/one");
                  calls.aVersion(name, "source", "s3://bucket/two");
                  done(
                      calls.patch(
                          "model-versions/update",
                          "name",
                          name,
                          "version",
                          "1",
                          "description",
                          "d"));
                  done(calls.patch("model-versions/update", "name", name, "version", "1"));
                  done(tagVersion(name, "k", "1"));
                  done(tagVersion(name, "k", "2"));
                  done(
                      calls.delete(
                          "model-versions/delete-tag", "name", name, "version", "1", "key", "k"));
                  done(calls.transition(name, "1", "Staging"));
                  done(calls.move(name, "1", "Production", "reason", "tests passed"));
                  done(
                      calls.move(
                          name,
                          "2",
                          "Production",
                          "archive_existing_versions",
                          true,
                          "reason",
                          "better"));
                  done(calls.rollBack(name, "reason", "it burns"));
                  done(calls.setAlias(name, "a", "1"));
                  done(
                      calls.own(
                          "POST",
                          "models/" + part(name) + "/aliases",
                          "alias",
                          "a",
                          "version",
                          "2",
                          "reason",
                          "won"));
                  done(calls.setAlias(name, "b", "2"));
                  done(calls.delete("registered-models/alias", "name", name, "alias", "b"));
                  done(calls.deleteVersion(name, "2"));
                }))
        .containsExactly(
            "VERSION_CREATED 1:  -> s3://bucket/one",
            "VERSION_CREATED 2:  -> s3://bucket/two",
            "VERSION_DESCRIBED 1:  -> d",
            "VERSION_DESCRIBED 1: d -> ",
            "VERSION_TAG_SET 1 k:  -> 1",
            "VERSION_TAG_SET 1 k: 1 -> 2",
            "VERSION_TAG_DELETED 1 k: 2 -> ",
            "STAGE_CHANGED 1: None -> Staging",
            "STAGE_CHANGED 1: Staging -> Production (tests passed)",
            "STAGE_CHANGED 1: Production -> Archived (better)",
            "STAGE_CHANGED 2: None -> Production (better)",
            "STAGE_CHANGED 2: Production -> Archived (it burns)",
            "STAGE_CHANGED 1 rollback: Archived -> Production (it burns)",
            "ALIAS_SET 1 a:  -> 1",
            "ALIAS_SET 2 a: 1 -> 2 (won)",
            "ALIAS_SET 2 b:  -> 2",
            "ALIAS_DELETED 2 b: 2 -> ",
            "ALIAS_DELETED 2 a: 2 -> ",
            "VERSION_DELETED 2: Archived -> ");
  }

  @Test
  void whatComesAlongWithACreationIsNotedAsWell() {
    String name = aName();
    assertThat(
            eventsOf(
                () -> {
                  calls.own(
                      "POST",
                      "models",
                      "name",
                      name,
                      "mode",
                      "guarded",
                      "description",
                      "d",
                      "protected_aliases",
                      List.of("live"),
                      "tags",
                      List.of(pair("b", "2"), pair("a", "0"), pair("a", "1")));
                  calls.aVersion(name, "description", "vd", "tags", List.of(pair("k", "v")));
                }))
        .containsExactly(
            "MODEL_CREATED:  -> guarded",
            "MODEL_DESCRIBED:  -> d",
            "MODEL_SETTINGS_CHANGED protected_aliases: champion -> live",
            "MODEL_TAG_SET a:  -> 1",
            "MODEL_TAG_SET b:  -> 2",
            "VERSION_CREATED 1:  -> s3://bucket/models/x",
            "VERSION_DESCRIBED 1:  -> vd",
            "VERSION_TAG_SET 1 k:  -> v");
  }

  @Test
  void whatChangesNothingLeavesNoEvent() {
    String name = calls.aModel("description", "d", "tags", List.of(pair("k", "v")));
    calls.aVersion(name, "description", "d", "tags", List.of(pair("k", "v")));
    calls.promote(name, "1");
    done(calls.setAlias(name, "a", "1"));
    String path = "models/" + part(name);
    assertThat(
            eventsOf(
                () -> {
                  done(calls.patch("registered-models/update", "name", name, "description", "d"));
                  done(tag(name, "k", "v"));
                  done(calls.delete("registered-models/delete-tag", "name", name, "key", "x"));
                  done(calls.own("PATCH", path, "mode", "open", "reason", "r"));
                  done(calls.own("PATCH", path, "protected_aliases", List.of("champion")));
                  done(calls.post("registered-models/rename", "name", name, "new_name", name));
                  done(
                      calls.patch(
                          "model-versions/update",
                          "name",
                          name,
                          "version",
                          "1",
                          "description",
                          "d"));
                  done(tagVersion(name, "k", "v"));
                  done(
                      calls.delete(
                          "model-versions/delete-tag", "name", name, "version", "1", "key", "x"));
                  done(calls.transition(name, "1", "production"));
                  done(calls.move(name, "1", "Production", "reason", "again"));
                  done(calls.setAlias(name, "a", "1"));
                  done(calls.delete("registered-models/alias", "name", name, "alias", "x"));
                  calls.model(name);
                  calls.version(name, "1");
                }))
        .isEmpty();
  }

  @Test
  void whatIsRefusedLeavesNoEvent() {
    String name = calls.aGuardedModel();
    String taken = calls.aModel();
    calls.aVersion(name);
    calls.aVersion(name);
    calls.promote(name, "1");
    assertThat(
            eventsOf(
                () -> {
                  calls.post("registered-models/create", "name", name);
                  calls.post("registered-models/create", "name", "a/b");
                  calls.post("registered-models/rename", "name", taken, "new_name", name);
                  assertConflict(calls.delete("registered-models/delete", "name", name));
                  assertConflict(calls.deleteVersion(name, "1"));
                  assertConflict(calls.transition(name, "1", "None"));
                  assertConflict(calls.move(name, "2", "Production", "expected_production", "2"));
                  assertConflict(calls.rollBack(name));
                  calls.post("model-versions/create", "name", name, "source", "/etc/passwd");
                  calls.transition(name, "9", "Production");
                  calls.setAlias(name, "latest", "1");
                  calls.setAlias(name, "a", "9");
                  tag(name, "a!b", "v");
                  tag("nobody", "k", "v");
                  calls.own("PATCH", "models/" + part(name), "mode", "closed");
                }))
        .isEmpty();
  }

  @Test
  void tellsTheActorTheWayAndTheTime() {
    String name = calls.aModel();
    client.send(
        client
            .request(
                "/api/2.0/mlflow/registered-models/set-tag",
                "POST",
                Json.text("name", name, "key", "k", "value", "v"))
            .header("User-Agent", "mlflow-python-client/3.17.2"));
    client.send(
        client
            .request(
                "/api/modelyard/1.0/models/" + part(name),
                "PATCH",
                Json.text("protected_aliases", List.of("live")))
            .header("User-Agent", "Mozilla/5.0")
            .header("Origin", "http://127.0.0.1:" + server.port()));
    List<JsonNode> events = events("model=" + part(name));
    assertThat(events)
        .extracting(event -> event.path("way").asText())
        .containsExactly("ui", "client", "api");
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.path("actor").asText()).isEqualTo("anonymous");
              assertThat(event.path("model").asText()).isEqualTo(name);
              assertThat(event.path("hash").asText()).matches("[0-9a-f]{64}");
            });
    assertThat(events.get(2).path("time")).isEqualTo(calls.model(name).path("creation_timestamp"));
  }

  // Finding events

  @Test
  void filtersByEachOfItsFieldsAndAllTogether() {
    String name = calls.aModel();
    calls.aVersion(name);
    calls.aVersion(name);
    String id = events("model=" + part(name)).get(0).path("model_id").asText();
    done(calls.transition(name, "2", "Staging"));
    String newName = aName();
    done(calls.post("registered-models/rename", "name", name, "new_name", newName));
    done(calls.transition(newName, "2", "None"));
    assertThat(actions("model=" + part(name)))
        .containsExactly(
            "MODEL_RENAMED",
            "STAGE_CHANGED",
            "VERSION_CREATED",
            "VERSION_CREATED",
            "MODEL_CREATED");
    assertThat(actions("model=" + part(newName))).containsExactly("STAGE_CHANGED");
    assertThat(actions("model_id=" + id)).hasSize(6);
    assertThat(actions("model_id=" + id + "&version=2"))
        .containsExactly("STAGE_CHANGED", "STAGE_CHANGED", "VERSION_CREATED");
    assertThat(actions("model_id=" + id + "&version=2&action=STAGE_CHANGED&model=" + part(name)))
        .containsExactly("STAGE_CHANGED");
    assertThat(actions("model_id=" + id + "&actor=anonymous")).hasSize(6);
    assertThat(actions("model_id=" + id + "&actor=nobody")).isEmpty();
    assertThat(actions("model_id=" + id + "&version=-7")).isEmpty();
    assertThat(actions("model_id=" + id + "&version=9999999999")).isEmpty();
    long time = events("model_id=" + id + "&action=MODEL_RENAMED").get(0).path("time").asLong();
    assertThat(actions("model_id=" + id + "&from=" + time)).contains("MODEL_RENAMED");
    assertThat(actions("model_id=" + id + "&until=" + time)).doesNotContain("MODEL_RENAMED");
    assertThat(actions("model_id=" + id + "&from=" + time + "&until=" + (time + 1)))
        .contains("MODEL_RENAMED");
    assertThat(actions("model_id=" + id + "&until=0")).isEmpty();
  }

  private static List<String> actions(String query) {
    return events(query).stream().map(event -> event.path("action").asText()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "action=STAGE",
        "action=stage_changed",
        "action=",
        "max_results=0",
        "max_results=1001",
        "max_results=x",
        "version=x",
        "version=1.5",
        "model_id=x",
        "from=yesterday",
        "until=1e99",
        "after=1&before=5",
        "after=x"
      })
  void refusesWhatItCannotLookFor(String query) {
    assertInvalid(calls.own("GET", "events?" + query));
  }

  @Test
  void pagesFromTheNewestAndFromTheOldest() {
    String name = calls.aModel();
    for (int i = 0; i < 6; i++) {
      done(tag(name, "k", "v" + i));
    }
    String query = "max_results=3&model=" + part(name);
    List<Long> newestFirst = walk(query, "", "next_before", "before");
    List<Long> oldestFirst = walk(query, "&after=0", "next_after", "after");
    assertThat(newestFirst).hasSize(7).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertThat(oldestFirst).hasSize(7).isSorted();
    assertThat(new HashSet<>(newestFirst)).isEqualTo(new HashSet<>(oldestFirst));
    assertThat(page("max_results=7&model=" + part(name)).has("next_before")).isFalse();
    assertThat(page("max_results=6&model=" + part(name)).has("next_before")).isTrue();
  }

  /** The numbers of all events that a query gives, page by page. */
  private static List<Long> walk(String query, String start, String next, String parameter) {
    List<Long> numbers = new ArrayList<>();
    String from = start;
    while (true) {
      JsonNode page = page(query + from);
      page.path("events").forEach(event -> numbers.add(event.path("seq").asLong()));
      if (!page.has(next)) {
        return numbers;
      }
      from = "&" + parameter + "=" + page.path(next).asLong();
    }
  }

  @Test
  void givesLongTextsInSmallerPagesAndLosesNone() {
    String name = calls.aModel();
    int count = 12;
    for (int i = 0; i < count; i++) {
      done(
          calls.patch(
              "registered-models/update", "name", name, "description", i + "é".repeat(99_000)));
    }
    String query = "max_results=1000&model=" + part(name);
    assertThat(page(query).path("events").size()).isLessThan(count + 1);
    assertThat(walk(query, "", "next_before", "before")).hasSize(count + 1);
    assertThat(walk(query, "&after=0", "next_after", "after")).hasSize(count + 1);
    assertThat(ExportedLog.verified(client)).hasSizeGreaterThan(count);
  }

  // Proof

  @Test
  void theExportProvesItselfAndGivesAllThatIsThere() {
    String name = calls.aModel("description", "é🙂\"\\\n\u2028", "tags", List.of(pair("k", "")));
    calls.aVersion(name, "description", "d");
    done(calls.patch("model-versions/update", "name", name, "version", "1"));
    List<ExportedLog.Entry> log = ExportedLog.verified(client);
    ExportedLog.Entry last = log.get(log.size() - 1);
    assertThat(head())
        .isEqualTo(
            Json.object("seq", last.seq(), "time", last.body().path("time"), "hash", last.hash()));
    Replay replay = new Replay();
    log.forEach(entry -> replay.apply(entry.body()));
    assertThat(replay.state()).isEqualTo(Replay.stored(new TestSql(server.database())));
    assertThat(replay.state().size()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE event SET body = body",
        "UPDATE event SET hash = prev_hash WHERE seq = 1",
        "DELETE FROM event",
        "DELETE FROM event WHERE seq = 1",
        "TRUNCATE event",
        "DELETE FROM event_head",
        "TRUNCATE event_head"
      })
  void theDatabaseRefusesToChangeWhatHappened(String sql) {
    calls.aModel();
    assertThatThrownBy(() -> new TestSql(server.database()).execute(sql))
        .hasStackTraceContaining("events are never changed or removed");
  }

  // Production in the past

  private static List<String> production(String name, long time) {
    JsonNode reply = done(calls.own("GET", "models/" + part(name) + "/production?at=" + time));
    assertThat(reply.path("at").asLong()).isEqualTo(time);
    return StreamSupport.stream(reply.path("versions").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** The time of the last event; whatever happens next is later. */
  private static long now() {
    long time = head().path("time").asLong();
    String clock = calls.aModel();
    for (int i = 0; head().path("time").asLong() <= time; i++) {
      done(tag(clock, "tick", Integer.toString(i)));
    }
    return time;
  }

  @Test
  void tellsWhatWasInProductionAtATime() {
    String name = calls.aModel();
    long created = now();
    calls.aVersion(name);
    calls.aVersion(name);
    calls.promote(name, "1");
    long first = now();
    done(calls.transition(name, "2", "Production"));
    long both = now();
    done(calls.deleteVersion(name, "1"));
    long second = now();
    done(calls.transition(name, "2", "Archived"));
    long none = now();
    assertThat(production(name, 0)).isEmpty();
    assertThat(production(name, created)).isEmpty();
    assertThat(production(name, first)).containsExactly("1");
    assertThat(production(name, both)).containsExactly("1", "2");
    assertThat(production(name, second)).containsExactly("2");
    assertThat(production(name, none)).isEmpty();
    assertThat(production(name, Long.MAX_VALUE)).isEmpty();
    assertThat(production(aName(), Long.MAX_VALUE)).isEmpty();
    assertInvalid(calls.own("GET", "models/" + part(name) + "/production"));
    assertInvalid(calls.own("GET", "models/" + part(name) + "/production?at=noon"));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 250})
  void goesByTheNameThatAModelHadThen(int length) {
    String first = aName() + "x".repeat(length - 10);
    String second = first.substring(1);
    calls.aModel("name", first);
    calls.aVersion(first);
    calls.promote(first, "1");
    long before = now();
    done(calls.post("registered-models/rename", "name", first, "new_name", second));
    long renamed = now();
    calls.aModel("name", first);
    long anew = now();
    calls.aVersion(first);
    calls.aVersion(first);
    calls.promote(first, "2");
    long other = now();
    done(calls.delete("registered-models/delete", "name", first));
    long deleted = now();
    done(calls.post("registered-models/rename", "name", second, "new_name", first));
    long back = now();
    assertThat(
            List.of(before, renamed, anew, other, deleted, back).stream()
                .map(time -> production(first, time))
                .toList())
        .isEqualTo(
            List.of(List.of("1"), List.of(), List.of(), List.of("2"), List.of(), List.of("1")));
    assertThat(
            List.of(before, renamed, other, deleted, back).stream()
                .map(time -> production(second, time))
                .toList())
        .isEqualTo(List.of(List.of(), List.of("1"), List.of("1"), List.of("1"), List.of()));
  }
}
