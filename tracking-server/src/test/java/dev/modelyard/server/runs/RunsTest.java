package dev.modelyard.server.runs;

import static dev.modelyard.server.testing.Json.object;
import static dev.modelyard.server.testing.Json.pair;
import static dev.modelyard.server.testing.Json.text;
import static dev.modelyard.server.testing.Replies.assertDone;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String SMILE = "\uD83D\uDE00";

  /** Every call that names a run in its body, with what else it needs. */
  private static final Map<String, ObjectNode> CALLS =
      Map.of(
          "runs/update", object("status", "FINISHED"),
          "runs/delete", object(),
          "runs/restore", object(),
          "runs/log-metric", object("key", "k", "value", 1, "timestamp", 1),
          "runs/log-batch", object(),
          "runs/log-parameter", object("key", "k", "value", "v"),
          "runs/set-tag", object("key", "k", "value", "v"),
          "runs/delete-tag", object("key", "k"),
          "runs/log-model",
              object(
                  "model_json",
                  text("artifact_path", "m", "flavors", "", "run_id", "", "utc_time_created", "")));

  private static Client client;
  private static Given given;

  @BeforeAll
  static void connect() {
    client = server.client();
    given = new Given(client);
  }

  private static Reply create(@Nullable Object... namesAndValues) {
    return given.post("runs/create", namesAndValues);
  }

  private static JsonNode created(@Nullable Object... namesAndValues) {
    Reply reply = create(namesAndValues);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().path("run");
  }

  private static Reply update(String run, @Nullable Object... namesAndValues) {
    ObjectNode body = object(namesAndValues);
    return client.post("runs/update", body.put("run_id", run).toString());
  }

  // Creating

  @Test
  void tellsAllOfANewRun() {
    JsonNode run =
        created(
            "experiment_id", "0",
            "run_name", "first",
            "user_id", "me",
            "start_time", 1_700_000_000_123L);
    String id = run.path("info").path("run_id").asText();
    assertThat(run)
        .isEqualTo(
            object(
                "info",
                object(
                    "run_uuid", id,
                    "run_id", id,
                    "experiment_id", "0",
                    "run_name", "first",
                    "user_id", "me",
                    "status", "RUNNING",
                    "start_time", 1_700_000_000_123L,
                    "artifact_uri", "mlflow-artifacts:/0/" + id + "/artifacts",
                    "lifecycle_stage", "active"),
                "data",
                object("tags", List.of(pair("mlflow.runName", "first"))),
                "inputs",
                object()));
  }

  @Test
  void readsBackWhatItTold() {
    JsonNode told = created("experiment_id", "0", "tags", List.of(pair("a", "1")));
    JsonNode read = client.getRun(told.path("info").path("run_id").asText());
    assertThat(read.path("info")).isEqualTo(told.path("info"));
    assertThat(read.path("data").path("tags"))
        .containsExactlyInAnyOrderElementsOf(told.path("data").path("tags"));
    assertThat(read.path("inputs")).isEqualTo(object());
    assertThat(read.path("outputs")).isEqualTo(object());
  }

  @Test
  void makesIdsOf32LowerCaseHexDigits() {
    assertThat(given.aRun()).matches("[0-9a-f]{32}").isNotEqualTo(given.aRun());
  }

  @Test
  void startsAtZeroAndForNobodyUnlessTold() {
    JsonNode info = created("experiment_id", "0").path("info");
    assertThat(info.path("start_time").asLong(-1)).isZero();
    assertThat(info.path("user_id").asText("absent")).isEmpty();
    assertThat(info.has("end_time")).isFalse();
  }

  @Test
  void leavesTheUserTagATag() {
    JsonNode run = created("experiment_id", "0", "tags", List.of(pair("mlflow.user", "u")));
    assertThat(run.path("info").path("user_id").asText()).isEmpty();
    assertThat(given.tag(run.path("info").path("run_id").asText(), "mlflow.user")).isEqualTo("u");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE})
  void startsAtAnyTime(long time) {
    String run =
        created("experiment_id", "0", "start_time", time).path("info").path("run_id").asText();
    assertThat(given.info(run).path("start_time").asLong()).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "9223372036854775808", "\"x\"", "true", "\"\""})
  void startsAtNoTimeThatIsNoWholeNumber(String time) {
    assertInvalid(
        client.post("runs/create", "{\"experiment_id\": \"0\", \"start_time\": " + time + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "", "{\"experiment_id\": \"\"}", "{\"experiment_id\": null}"})
  void demandsAnExperiment(String body) {
    assertInvalid(client.post("runs/create", body));
  }

  @Test
  void refusesAnExperimentIdThatIsTypedAsANumber() {
    assertInvalid(create("experiment_id", 0));
  }

  @Test
  void takesUserIdsOf256CodePointsAndNoMore() {
    for (String letter : List.of("u", SMILE)) {
      assertThat(
              created("experiment_id", "0", "user_id", letter.repeat(256))
                  .path("info")
                  .path("user_id")
                  .asText())
          .isEqualTo(letter.repeat(256));
      assertInvalid(create("experiment_id", "0", "user_id", letter.repeat(257)));
    }
  }

  @Test
  void takesTagKeysOfAnyCharactersWithANewRun() {
    String run =
        created("experiment_id", "0", "tags", List.of(pair("bad#key\n..", "v"), pair("/", "")))
            .path("info")
            .path("run_id")
            .asText();
    assertThat(given.tag(run, "bad#key\n..")).isEqualTo("v");
    assertThat(given.tag(run, "/")).isEmpty();
  }

  @Test
  void refusesATagGivenTwiceWithANewRun() {
    assertInvalid(create("experiment_id", "0", "tags", List.of(pair("a", "1"), pair("a", "1"))));
  }

  @Test
  void refusesTagsWithoutKeyWithANewRun() {
    assertInvalid(create("experiment_id", "0", "tags", List.of(object("value", "v"))));
    assertInvalid(create("experiment_id", "0", "tags", List.of(pair("", "v"))));
  }

  @Test
  void takesTagKeysOf250CodePointsWithANewRunAndNoMore() {
    assertThat(create("experiment_id", "0", "tags", List.of(pair("k".repeat(250), "v"))).status())
        .isEqualTo(200);
    assertInvalid(create("experiment_id", "0", "tags", List.of(pair("k".repeat(251), "v"))));
  }

  @Test
  void takesTagValuesOf8000CodePointsWithANewRunAndNoMore() {
    for (String letter : List.of("v", SMILE)) {
      String run =
          created("experiment_id", "0", "tags", List.of(pair("t", letter.repeat(8_000))))
              .path("info")
              .path("run_id")
              .asText();
      assertThat(given.tag(run, "t")).isEqualTo(letter.repeat(8_000));
      assertInvalid(create("experiment_id", "0", "tags", List.of(pair("t", letter.repeat(8_001)))));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket, s3://bucket/ID/artifacts",
    "s3://bucket/, s3://bucket/ID/artifacts",
    "mlflow-artifacts:/a/b, mlflow-artifacts:/a/b/ID/artifacts",
    "mlflow-artifacts:/, mlflow-artifacts:/ID/artifacts"
  })
  void putsItsFilesBelowTheExperiments(String location, String expected) {
    Reply experiment =
        given.post("experiments/create", "name", "at " + location, "artifact_location", location);
    String run = client.run(experiment.json().path("experiment_id").asText());
    assertThat(given.info(run).path("artifact_uri").asText())
        .isEqualTo(expected.replace("ID", run));
  }

  // Updating

  @Test
  void setsOnlyWhatIsGiven() {
    String run = given.aRun();
    assertThat(update(run, "status", "FINISHED").status()).isEqualTo(200);
    assertThat(given.info(run).has("end_time")).isFalse();
    assertThat(update(run, "end_time", 42).status()).isEqualTo(200);
    assertThat(given.info(run).path("status").asText()).isEqualTo("FINISHED");
    Reply reply = update(run);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(given.info(run).path("end_time").asLong()).isEqualTo(42);
  }

  @Test
  void answersAnUpdateWithTheWholeInfo() {
    String run = given.aRun();
    Reply reply = update(run, "status", "FAILED", "end_time", 42, "run_name", "new");
    assertThat(reply.json()).isEqualTo(object("run_info", given.info(run)));
    assertThat(given.info(run).path("status").asText()).isEqualTo("FAILED");
    assertThat(given.info(run).path("end_time").asLong()).isEqualTo(42);
  }

  @ParameterizedTest
  @CsvSource({
    "1, RUNNING",
    "2, SCHEDULED",
    "3, FINISHED",
    "4, FAILED",
    "5, KILLED",
    "\"KILLED\", KILLED"
  })
  void takesAStatusByNameAndByNumber(String json, String name) {
    String run = given.aRun();
    String body = "{\"run_id\": \"" + run + "\", \"status\": " + json + "}";
    Reply reply = client.post("runs/update", body);
    assertThat(reply.json().path("run_info").path("status").asText()).isEqualTo(name);
  }

  @Test
  void goesFromAnyStatusToAnyOther() {
    String run = given.aRun();
    for (String from : List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED")) {
      for (String to : List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED")) {
        update(run, "status", from);
        assertThat(update(run, "status", to).json().path("run_info").path("status").asText())
            .isEqualTo(to);
      }
    }
  }

  @Test
  void neverClearsAnEndTime() {
    String run = given.aRun();
    update(run, "status", "FINISHED", "end_time", 42);
    update(run, "status", "RUNNING", "end_time", null);
    assertThat(given.info(run).path("end_time").asLong()).isEqualTo(42);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"BOGUS\"", "\"finished\"", "0", "6", "\"3\"", "true", "\"\""})
  void refusesAnUnknownStatusAndChangesNothing(String status) {
    String run = given.aRun();
    assertInvalid(
        client.post(
            "runs/update",
            "{\"run_id\": \"" + run + "\", \"end_time\": 7, \"status\": " + status + "}"));
    assertThat(given.info(run).path("status").asText()).isEqualTo("RUNNING");
    assertThat(given.info(run).has("end_time")).isFalse();
  }

  @Test
  void updatesNoDeletedRun() {
    String run = given.aDeletedRun();
    assertInvalid(update(run, "status", "FINISHED"));
    assertThat(given.info(run).path("status").asText()).isEqualTo("RUNNING");
  }

  @Test
  void logsAfterTheEnd() {
    String run = given.aRun();
    update(run, "status", "FINISHED", "end_time", 42);
    assertDone(
        given.post("runs/log-metric", "run_id", run, "key", "m", "value", 1, "timestamp", 1));
  }

  // Deleting and restoring

  @Test
  void deletesAndRestoresAgainAndAgain() {
    String run = given.aRun();
    for (int i = 0; i < 2; i++) {
      assertDone(given.post("runs/delete", "run_id", run));
      assertThat(given.info(run).path("lifecycle_stage").asText()).isEqualTo("deleted");
    }
    for (int i = 0; i < 2; i++) {
      assertDone(given.post("runs/restore", "run_id", run));
      assertThat(given.info(run).path("lifecycle_stage").asText()).isEqualTo("active");
    }
  }

  @Test
  void keepsAllOfADeletedRunReadable() {
    String run = given.aRun();
    given.post("runs/log-metric", "run_id", run, "key", "m", "value", 1, "timestamp", 1);
    given.post("runs/log-parameter", "run_id", run, "key", "p", "value", "v");
    JsonNode before = given.data(run);
    given.post("runs/delete", "run_id", run);
    assertThat(given.data(run)).isEqualTo(before);
    assertThat(given.history(run, "m")).hasSize(1);
  }

  @Test
  void writesNothingToADeletedRun() {
    String run = given.aRun();
    given.post("runs/set-tag", "run_id", run, "key", "k", "value", "old");
    given.post("runs/delete", "run_id", run);
    JsonNode before = client.getRun(run);
    CALLS.forEach(
        (call, rest) -> {
          if (!call.equals("runs/delete") && !call.equals("runs/restore")) {
            Reply reply = client.post(call, rest.deepCopy().put("run_id", run).toString());
            assertThat(reply.status()).as(call).isEqualTo(400);
            assertThat(reply.errorCode()).as(call).isEqualTo("INVALID_PARAMETER_VALUE");
            assertThat(reply.message()).as(call).contains("'active' state");
          }
        });
    assertThat(client.getRun(run)).isEqualTo(before);
    assertThat(given.history(run, "k")).isEmpty();
  }

  // Ids

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789abcdef0123456789abcdef",
        "abc",
        "0",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0"
      })
  void knowsNoOtherRuns(String id) {
    assertUnknownEverywhere(id);
  }

  @Test
  void knowsNoRunByAnotherSpelling() {
    String run = given.aRun();
    String dashed = run.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    assertUnknownEverywhere(run.toUpperCase(Locale.ROOT).replace('0', 'A'));
    assertUnknownEverywhere(dashed);
    assertUnknown(client.get("runs/get", "run_id", " " + run));
    assertUnknown(client.get("runs/get", "run_id", run + " "));
    assertUnknown(client.get("runs/get", "run_id", "{" + run + "}"));
  }

  @Test
  void tellsWhoAsksForARunIfAnyWhyThereIsNone() {
    String run = given.aRun();
    assertThat(client.get("runs/get", "run_id", run, "if_any", "true").json())
        .isEqualTo(client.get("runs/get", "run_id", run).json());
    for (String unknown : List.of("0".repeat(32), "no id")) {
      Reply told = client.get("runs/get", "run_id", unknown, "if_any", "true");
      assertThat(told.status()).isEqualTo(200);
      assertThat(told.json().path("none").asText())
          .isEqualTo(client.get("runs/get", "run_id", unknown).message());
    }
    assertInvalid(client.get("runs/get", "if_any", "true"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/files", "/files/a/b.txt"})
  void pagesOfARunBringItAndItsExperiment(String page) {
    String run = given.aRun();
    JsonNode told = client.get("runs/get", "run_id", run).json();
    String experiment = told.at("/run/info/experiment_id").asText();

    JsonNode document = client.firstData("/r/" + run + page);

    assertThat(document.at("/run/run")).isEqualTo(told.path("run"));
    assertThat(document.at("/run/number").asLong()).isPositive();
    assertThat(document.at("/run/experiment"))
        .isEqualTo(
            client.get("experiments/get", "experiment_id", experiment).json().path("experiment"));
    assertThat(document.path("cursor").asText()).isNotEmpty();
    assertThat(client.firstData("/r/" + "0".repeat(32) + page).has("run")).isFalse();
  }

  private static void assertUnknownEverywhere(String id) {
    assertUnknown(client.get("runs/get", "run_id", id));
    CALLS.forEach(
        (call, rest) ->
            assertUnknown(client.post(call, rest.deepCopy().put("run_id", id).toString())));
  }

  @Test
  void refusesIdsOfABatchThatNoRunCouldHave() {
    for (String id : List.of("-a", "a b", "é", "a/b", "x".repeat(257))) {
      assertInvalid(given.post("runs/log-batch", "run_id", id));
    }
  }

  @Test
  void demandsARun() {
    CALLS.forEach(
        (call, rest) -> {
          assertInvalid(client.post(call, rest.toString()));
          assertInvalid(client.post(call, rest.deepCopy().put("run_id", "").toString()));
          assertInvalid(client.post(call, rest.deepCopy().putNull("run_id").toString()));
        });
    assertInvalid(client.get("runs/get"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs/update", "runs/log-metric", "runs/log-parameter", "runs/set-tag"})
  void takesTheOldNameOfTheIdWhereMlflowDoes(String call) {
    ObjectNode body = rest(call).put("run_uuid", given.aRun());
    assertThat(client.post(call, body.toString()).status()).isEqualTo(200);
    assertThat(client.get("runs/get", "run_uuid", given.aRun()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "runs/delete",
        "runs/restore",
        "runs/log-batch",
        "runs/delete-tag",
        "runs/log-model"
      })
  void takesTheOldNameOfTheIdNowhereElse(String call) {
    assertInvalid(client.post(call, rest(call).put("run_uuid", given.aRun()).toString()));
  }

  @Test
  void prefersTheNewNameOfTheId() {
    String run = given.aRun();
    String other = given.aRun();
    for (String call :
        List.of("runs/update", "runs/log-metric", "runs/log-parameter", "runs/set-tag")) {
      ObjectNode body = rest(call).put("run_uuid", other).put("run_id", run);
      assertThat(client.post(call, body.toString()).status()).isEqualTo(200);
    }
    assertThat(
            client
                .get("runs/get", "run_uuid", other, "run_id", run)
                .json()
                .path("run")
                .path("info")
                .path("run_id")
                .asText())
        .isEqualTo(run);
    assertThat(given.data(run).path("params")).hasSize(1);
    assertThat(given.data(other).path("params")).isEmpty();
    assertThat(given.info(other).path("status").asText()).isEqualTo("RUNNING");
  }

  private static ObjectNode rest(String call) {
    return CALLS.getOrDefault(call, object()).deepCopy();
  }
}
