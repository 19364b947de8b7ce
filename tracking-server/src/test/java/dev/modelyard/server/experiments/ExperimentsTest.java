package dev.modelyard.server.experiments;

import static dev.modelyard.server.testing.Json.object;
import static dev.modelyard.server.testing.Json.text;
import static dev.modelyard.server.testing.Json.value;
import static dev.modelyard.server.testing.Replies.assertDone;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertRefused;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Rows;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String SMILE = "\uD83D\uDE00";
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private static Client client;

  @BeforeAll
  static void connect() {
    client = server.client();
  }

  private static String name() {
    return "experiment " + COUNTER.incrementAndGet();
  }

  private static String anExperiment() {
    return client.experiment(name());
  }

  private static String aDeletedExperiment() {
    String id = anExperiment();
    assertDone(delete(id));
    return id;
  }

  private static Reply delete(String id) {
    return client.post("experiments/delete", text("experiment_id", id));
  }

  private static Reply restore(String id) {
    return client.post("experiments/restore", text("experiment_id", id));
  }

  private static Reply rename(String id, String name) {
    return client.post("experiments/update", text("experiment_id", id, "new_name", name));
  }

  private static Reply setTag(String id, String key, String value) {
    return client.post(
        "experiments/set-experiment-tag", text("experiment_id", id, "key", key, "value", value));
  }

  private static Reply deleteTag(String id, String key) {
    return client.post("experiments/delete-experiment-tag", text("experiment_id", id, "key", key));
  }

  private static JsonNode get(String id) {
    return client.get("experiments/get", "experiment_id", id).json().path("experiment");
  }

  private static String stage(String runId) {
    return client.getRun(runId).path("info").path("lifecycle_stage").asText();
  }

  private static Reply createAt(String location) {
    return client.post("experiments/create", text("name", name(), "artifact_location", location));
  }

  // The default experiment

  @Test
  void hasADefaultExperimentWithNumber0() {
    assertThat(get("0").path("name").asText()).isEqualTo("Default");
    assertThat(get("0").path("artifact_location").asText()).isEqualTo("mlflow-artifacts:/0");
  }

  @Test
  void deletesAndRestoresTheDefaultLikeAnyOther() {
    try (TestServer own = new TestServer().start()) {
      Client other = own.client();
      assertDone(other.post("experiments/delete", text("experiment_id", "0")));
      assertInvalid(other.post("runs/create", text("experiment_id", "0")));
      assertDone(other.post("experiments/restore", text("experiment_id", "0")));
      assertThat(other.run("0")).isNotEmpty();
    }
  }

  // Creating

  @Test
  void createsAndTellsNothingButTheId() {
    Reply reply = client.post("experiments/create", text("name", name()));
    assertThat(reply.json()).isEqualTo(object("experiment_id", reply.json().get("experiment_id")));
    assertThat(reply.json().get("experiment_id").isTextual()).isTrue();
    assertThat(reply.json().get("experiment_id").asText()).matches("[1-9][0-9]*");
  }

  @Test
  void tellsAllOfANewExperiment() {
    String name = name();
    long before = System.currentTimeMillis();
    JsonNode experiment = get(client.experiment(name));
    String id = experiment.path("experiment_id").asText();
    long created = experiment.path("creation_time").asLong();
    assertThat(created).isBetween(before, System.currentTimeMillis());
    assertThat(experiment)
        .isEqualTo(
            object(
                "experiment_id", id,
                "name", name,
                "artifact_location", "mlflow-artifacts:/" + id,
                "lifecycle_stage", "active",
                "last_update_time", created,
                "creation_time", created,
                "workspace", "default"));
  }

  @Test
  void givesNewExperimentsGrowingIds() {
    assertThat(Long.parseLong(anExperiment())).isLessThan(Long.parseLong(anExperiment()));
  }

  @Test
  void createsWithTags() {
    Reply reply =
        client.post(
            "experiments/create",
            text(
                "name", name(),
                "tags", List.of(object("key", "b", "value", "2"), object("key", "a"))));
    JsonNode tags = get(reply.json().path("experiment_id").asText()).path("tags");
    assertThat(tags).hasSize(2);
    assertThat(value(tags, "a").asText()).isEmpty();
    assertThat(value(tags, "b").asText()).isEqualTo("2");
  }

  @Test
  void createsNothingWithATagGivenTwice() {
    String name = name();
    assertInvalid(
        client.post(
            "experiments/create",
            text("name", name, "tags", List.of(object("key", "a"), object("key", "a")))));
    assertUnknown(client.get("experiments/get-by-name", "experiment_name", name));
  }

  @Test
  void createsNothingWithABadTag() {
    String name = name();
    assertInvalid(
        client.post(
            "experiments/create", text("name", name, "tags", List.of(object("key", "a#b")))));
    assertUnknown(client.get("experiments/get-by-name", "experiment_name", name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "  a  ",
        "a/b",
        "/",
        "..",
        "a\nb",
        "größe",
        "損失",
        SMILE,
        "'; DROP TABLE run; --",
        "%",
        "<b>",
        "${x}",
        "\\",
        "\"",
        "\u0001"
      })
  void takesNamesOfAnyCharactersAsTheyAre(String name) {
    String id = client.experiment(name);
    assertThat(get(id).path("name").asText()).isEqualTo(name);
    assertThat(
            client
                .get("experiments/get-by-name", "experiment_name", name)
                .json()
                .path("experiment")
                .path("experiment_id")
                .asText())
        .isEqualTo(id);
  }

  @Test
  void takes256CodePointsForAName() {
    for (String letter : List.of("x", "損", SMILE)) {
      String id = client.experiment(letter.repeat(256));
      assertThat(get(id).path("name").asText()).isEqualTo(letter.repeat(256));
    }
  }

  @Test
  void refusesLongerNames() {
    for (String letter : List.of("x", "損", SMILE)) {
      assertInvalid(client.post("experiments/create", text("name", letter.repeat(257))));
      assertInvalid(client.post("experiments/create", text("name", letter.repeat(501))));
      assertInvalid(rename(anExperiment(), letter.repeat(257)));
    }
  }

  @Test
  void demandsAName() {
    assertInvalid(client.post("experiments/create", "{}"));
    assertInvalid(client.post("experiments/create", ""));
    assertInvalid(client.post("experiments/create", text("name", "")));
    assertInvalid(client.post("experiments/create", "{\"name\": null}"));
  }

  @Test
  void tellsCasesApart() {
    String name = name();
    client.experiment(name + "a");
    client.experiment(name + "A");
    client.experiment(name + "a ");
  }

  @Test
  void refusesATakenName() {
    String name = name();
    client.experiment(name);
    assertRefused(
        client.post("experiments/create", text("name", name)), 400, "RESOURCE_ALREADY_EXISTS");
  }

  @Test
  void refusesTheNameOfADeletedExperiment() {
    String name = name();
    assertDone(delete(client.experiment(name)));
    assertRefused(
        client.post("experiments/create", text("name", name)), 400, "RESOURCE_ALREADY_EXISTS");
  }

  @Test
  void takesANameOnceItsHolderIsRenamed() {
    String name = name();
    assertDone(rename(client.experiment(name), name()));
    client.experiment(name);
  }

  // Artifact locations

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://bucket",
        "s3://bucket/a/b",
        "gs://bucket/a",
        "mlflow-artifacts:/foo",
        "S3://Bucket/A",
        "s3://bucket/ä"
      })
  void takesLocationsInObjectStores(String location) {
    Reply reply = createAt(location);
    assertThat(get(reply.json().path("experiment_id").asText()).path("artifact_location").asText())
        .isEqualTo(location);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "runs:/0123/model",
        "models:/m/1",
        "http://h/p",
        "https://h/p",
        "HTTPS://h/p",
        "ftp://h/p",
        "sftp://h/p",
        "hdfs://h/p",
        "viewfs://h/p",
        "r2://b@h/p",
        "b2://h/p",
        "abfss://c@h/p",
        "mlflow-artifacts://host/p",
        "MLFLOW-ARTIFACTS://host/p",
        "mlflow-artifacts:///p",
        "s3://bucket/a#fragment",
        "s3://bucket/a;param",
        "mlflow-artifacts:/a#b",
        "/etc",
        "etc",
        "./x",
        "../x",
        "file:///etc",
        "FILE:/etc",
        "C:\\x",
        "c:/x",
        " s3://bucket",
        "s3//bucket",
        ":/x",
        "1s3://bucket",
        "s3://bucket/a\nb"
      })
  void refusesOtherLocations(String location) {
    Reply reply = createAt(location);
    assertInvalid(reply);
    assertThat(reply.message()).contains("artifact_location");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlflow-artifacts:/../1",
        "mlflow-artifacts:/a/../../1",
        "mlflow-artifacts:/a/..",
        "mlflow-artifacts:/%2e%2e/1",
        "mlflow-artifacts:/%252e%252e/1"
      })
  void refusesLocationsThatClimb(String location) {
    assertInvalid(createAt(location));
  }

  @Test
  void takesLocationsOf2048Characters() {
    String location = "s3://bucket/" + "x".repeat(2048 - 12);
    Reply reply = createAt(location);
    assertThat(reply.status()).isEqualTo(200);
    String run = client.run(reply.json().path("experiment_id").asText());
    assertThat(client.getRun(run).path("info").path("artifact_uri").asText())
        .isEqualTo(location + "/" + run + "/artifacts");
  }

  @Test
  void refusesLongerLocations() {
    assertInvalid(createAt("s3://bucket/" + "x".repeat(2048 - 11)));
  }

  @Test
  void takesAnEmptyLocationAsNone() {
    String id = createAt("").json().path("experiment_id").asText();
    assertThat(get(id).path("artifact_location").asText()).isEqualTo("mlflow-artifacts:/" + id);
  }

  // Reading

  @Test
  void givesDeletedExperiments() {
    String name = name();
    String id = client.experiment(name);
    assertDone(delete(id));
    assertThat(get(id).path("lifecycle_stage").asText()).isEqualTo("deleted");
    assertThat(
            client
                .get("experiments/get-by-name", "experiment_name", name)
                .json()
                .path("experiment")
                .path("lifecycle_stage")
                .asText())
        .isEqualTo("deleted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999", "-1", "9223372036854775807", "99999999999999999999999999"})
  void knowsNoOtherNumbers(String id) {
    assertUnknown(client.get("experiments/get", "experiment_id", id));
    assertUnknown(delete(id));
    assertUnknown(restore(id));
    assertUnknown(rename(id, name()));
    assertUnknown(setTag(id, "k", "v"));
    assertUnknown(deleteTag(id, "k"));
    assertUnknown(client.post("runs/create", text("experiment_id", id)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "1.0", " 1", "1 ", "0x1", "1e3", "-", "١", "1;2", "é"})
  void refusesIdsThatAreNoNumbers(String id) {
    assertInvalid(client.get("experiments/get", "experiment_id", id));
    assertInvalid(delete(id));
    assertInvalid(restore(id));
    assertInvalid(rename(id, name()));
    assertInvalid(setTag(id, "k", "v"));
    assertInvalid(deleteTag(id, "k"));
    assertInvalid(client.post("runs/create", text("experiment_id", id)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"experiment_id\": \"\"}", "{\"experiment_id\": null}"})
  void demandsAnId(String body) {
    for (String call : List.of("update", "delete", "restore", "set-experiment-tag")) {
      assertInvalid(client.post("experiments/" + call, body));
    }
    assertInvalid(client.get("experiments/get"));
    assertInvalid(client.get("experiments/get", "experiment_id", ""));
  }

  @Test
  void refusesAnIdThatIsTypedAsANumber() {
    assertInvalid(client.post("experiments/delete", "{\"experiment_id\": 1}"));
  }

  @Test
  void readsNoCamelCaseInQueries() {
    assertInvalid(client.get("experiments/get", "experimentId", "0"));
  }

  @Test
  void knowsNoUnknownName() {
    assertUnknown(client.get("experiments/get-by-name", "experiment_name", "no such name"));
    assertInvalid(client.get("experiments/get-by-name", "experiment_name", ""));
    assertInvalid(client.get("experiments/get-by-name"));
  }

  // Renaming

  @Test
  void renamesAndNotesTheTime() {
    String id = anExperiment();
    Rows.change(
        server.database(),
        "UPDATE experiment SET last_update_time = 1 WHERE experiment_id = ?",
        Long.parseLong(id));
    String name = name();
    assertDone(rename(id, name));
    assertThat(get(id).path("name").asText()).isEqualTo(name);
    assertThat(get(id).path("last_update_time").asLong()).isGreaterThan(1);
    assertThat(get(id).path("artifact_location").asText()).isEqualTo("mlflow-artifacts:/" + id);
  }

  @Test
  void renamesToItsOwnName() {
    String name = name();
    assertDone(rename(client.experiment(name), name));
  }

  @Test
  void demandsANewName() {
    String id = anExperiment();
    assertInvalid(client.post("experiments/update", text("experiment_id", id)));
    assertInvalid(rename(id, ""));
  }

  @Test
  void renamesNoDeletedExperiment() {
    String id = aDeletedExperiment();
    assertInvalid(rename(id, name()));
  }

  @Test
  void renamesToNoTakenName() {
    String name = name();
    assertDone(delete(client.experiment(name)));
    Reply reply = rename(anExperiment(), name);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.errorCode()).isEqualTo("RESOURCE_ALREADY_EXISTS");
  }

  // Deleting and restoring

  @Test
  void deletesOnce() {
    String id = aDeletedExperiment();
    assertUnknown(delete(id));
  }

  @Test
  void restoresOnlyWhatIsDeleted() {
    String id = anExperiment();
    assertUnknown(restore(id));
    assertDone(delete(id));
    assertDone(restore(id));
    assertThat(get(id).path("lifecycle_stage").asText()).isEqualTo("active");
    assertUnknown(restore(id));
  }

  @Test
  void notesTheTimeOfDeletionAndRestoration() {
    String id = anExperiment();
    for (boolean delete : List.of(true, false)) {
      Rows.change(
          server.database(),
          "UPDATE experiment SET last_update_time = 1 WHERE experiment_id = ?",
          Long.parseLong(id));
      assertDone(delete ? delete(id) : restore(id));
      assertThat(get(id).path("last_update_time").asLong()).isGreaterThan(1);
    }
  }

  @Test
  void deletesAllRunsWithTheExperiment() {
    String id = anExperiment();
    String run = client.run(id);
    assertDone(delete(id));
    assertThat(stage(run)).isEqualTo("deleted");
    assertInvalid(client.post("runs/set-tag", text("run_id", run, "key", "k", "value", "v")));
  }

  @Test
  void restoresAllRunsWithTheExperimentAlsoThoseDeletedOneByOne() {
    String id = anExperiment();
    String kept = client.run(id);
    String deletedBefore = client.run(id);
    assertDone(client.post("runs/delete", text("run_id", deletedBefore)));
    assertDone(delete(id));
    assertDone(restore(id));
    assertThat(stage(kept)).isEqualTo("active");
    assertThat(stage(deletedBefore)).isEqualTo("active");
  }

  @Test
  void restoresASingleRunOfADeletedExperiment() {
    String id = anExperiment();
    String run = client.run(id);
    String other = client.run(id);
    assertDone(delete(id));
    assertDone(client.post("runs/restore", text("run_id", run)));
    assertThat(stage(run)).isEqualTo("active");
    assertThat(stage(other)).isEqualTo("deleted");
    assertDone(
        client.post(
            "runs/log-batch",
            text(
                "run_id", run,
                "metrics", List.of(object("key", "m", "value", 1, "timestamp", 1)),
                "params", List.of(object("key", "p", "value", "1")),
                "tags", List.of(object("key", "t", "value", "1")))));
    assertThat(client.getRun(run).path("data").path("metrics")).hasSize(1);
  }

  @Test
  void deletesARunThatWasRestoredInADeletedExperiment() {
    String id = anExperiment();
    String run = client.run(id);
    assertDone(delete(id));
    assertDone(client.post("runs/restore", text("run_id", run)));
    assertDone(client.post("runs/delete", text("run_id", run)));
    assertThat(stage(run)).isEqualTo("deleted");
    assertDone(restore(id));
    assertThat(stage(run)).isEqualTo("active");
  }

  @Test
  void deletesARunThatWasRestoredAloneWithTheNextDeletion() {
    String id = anExperiment();
    String run = client.run(id);
    assertDone(delete(id));
    assertDone(client.post("runs/restore", text("run_id", run)));
    assertDone(restore(id));
    assertDone(delete(id));
    assertThat(stage(run)).isEqualTo("deleted");
  }

  @Test
  void createsNoRunInADeletedExperiment() {
    assertInvalid(client.post("runs/create", text("experiment_id", aDeletedExperiment())));
  }

  // Tags

  @Test
  void setsAndChangesTags() {
    String id = anExperiment();
    assertDone(setTag(id, "team", "a"));
    assertDone(setTag(id, "team", "b"));
    assertDone(setTag(id, "mlflow.note.content", "x\ny"));
    assertThat(value(get(id).path("tags"), "team").asText()).isEqualTo("b");
    assertThat(value(get(id).path("tags"), "mlflow.note.content").asText()).isEqualTo("x\ny");
  }

  @Test
  void settingATagIsNoUpdateOfTheExperiment() {
    String id = anExperiment();
    Rows.change(
        server.database(),
        "UPDATE experiment SET last_update_time = 1 WHERE experiment_id = ?",
        Long.parseLong(id));
    assertDone(setTag(id, "k", "v"));
    assertDone(deleteTag(id, "k"));
    assertThat(get(id).path("last_update_time").asLong()).isEqualTo(1);
  }

  @Test
  void keepsAnAbsentValueAsEmptyText() {
    String id = anExperiment();
    assertDone(
        client.post("experiments/set-experiment-tag", text("experiment_id", id, "key", "k")));
    assertThat(value(get(id).path("tags"), "k").asText("absent")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b", "/a", "a/", "a//b", "..", "a\nb", "", "a,b"})
  void refusesBadKeys(String key) {
    assertInvalid(setTag(anExperiment(), key, "v"));
  }

  @Test
  void takesKeysOf250CodePointsAndNoMore() {
    String id = anExperiment();
    for (String letter : List.of("k", "\uD835\uDC00")) {
      assertDone(setTag(id, letter.repeat(250), "v"));
      assertThat(value(get(id).path("tags"), letter.repeat(250)).asText()).isEqualTo("v");
      assertInvalid(setTag(id, letter.repeat(251), "v"));
    }
  }

  @Test
  void takesValuesOf20000CodePointsAndCutsNone() {
    String id = anExperiment();
    for (String letter : List.of("v", SMILE)) {
      assertDone(setTag(id, "k", letter.repeat(20_000)));
      assertThat(value(get(id).path("tags"), "k").asText()).isEqualTo(letter.repeat(20_000));
      assertInvalid(setTag(id, "k", letter.repeat(20_001)));
    }
  }

  @Test
  void deletesATag() {
    String id = anExperiment();
    assertDone(setTag(id, "k", "v"));
    assertDone(deleteTag(id, "k"));
    assertThat(get(id).has("tags")).isFalse();
    assertUnknown(deleteTag(id, "k"));
  }

  @Test
  void deletesNoTagWithoutKey() {
    assertInvalid(
        client.post("experiments/delete-experiment-tag", text("experiment_id", anExperiment())));
  }

  @Test
  void changesNoTagsOfADeletedExperiment() {
    String id = anExperiment();
    assertDone(setTag(id, "k", "v"));
    assertDone(delete(id));
    assertInvalid(setTag(id, "k", "w"));
    assertInvalid(deleteTag(id, "k"));
    assertThat(value(get(id).path("tags"), "k").asText()).isEqualTo("v");
  }
}
