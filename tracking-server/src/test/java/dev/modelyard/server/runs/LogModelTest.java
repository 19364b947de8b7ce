package dev.modelyard.server.runs;

import static dev.modelyard.server.testing.Json.object;
import static dev.modelyard.server.testing.Replies.assertDone;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.TestServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogModelTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String TAG = "mlflow.log-model.history";

  private static Given given;

  @BeforeAll
  static void connect() {
    given = new Given(server.client());
  }

  private static ObjectNode model(String path) {
    return object(
        "artifact_path",
        path,
        "flavors",
        object("python_function", object("loader_module", "é\uD83D\uDE00")),
        "run_id",
        "r",
        "utc_time_created",
        "2026-11-21 00:00:00");
  }

  private static Reply log(String run, String modelJson) {
    return given.post("runs/log-model", "run_id", run, "model_json", modelJson);
  }

  private static JsonNode history(String run) {
    try {
      return new ObjectMapper().readTree(String.valueOf(given.tag(run, TAG)));
    } catch (JsonProcessingException broken) {
      throw new AssertionError(broken);
    }
  }

  @Test
  void keepsAListOfModelsInATag() {
    String run = given.aRun();
    assertDone(log(run, model("a").toString()));
    assertDone(log(run, model("b").toPrettyString()));
    assertThat(history(run)).containsExactly(model("a"), model("b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"artifact_path", "flavors", "run_id", "utc_time_created"})
  void demandsTheFieldsOfAModel(String field) {
    String run = given.aRun();
    ObjectNode model = model("a");
    model.remove(field);
    Reply reply = log(run, model.toString());
    assertInvalid(reply);
    assertThat(reply.message()).contains(field);
    assertThat(given.tag(run, TAG)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "[]", "null", "1", "\"{}\"", "{", "{}", "{}{}", "{} x", "{'a':1}"})
  void refusesWhatIsNoModel(String json) {
    String run = given.aRun();
    assertInvalid(log(run, json));
    assertThat(given.tag(run, TAG)).isNull();
  }

  @Test
  void refusesADeeplyNestedModel() {
    assertInvalid(log(given.aRun(), "{\"a\":".repeat(50_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\udc00x", "a\\ud800\\ud800"})
  void refusesHalvesOfPairsInsideTheModel(String half) {
    String run = given.aRun();
    String json = model("PATH").toString().replace("PATH", half);
    assertInvalid(log(run, json));
    assertThat(given.tag(run, TAG)).isNull();
  }

  @Test
  void refusesWhatWouldMakeTheTagTooLong() {
    String run = given.aRun();
    assertDone(log(run, model("a".repeat(5_000)).toString()));
    assertInvalid(log(run, model("b".repeat(5_000)).toString()));
    assertThat(history(run)).hasSize(1);
  }

  @Test
  void refusesToAddToATagThatIsNoList() {
    String run = given.aRun();
    assertDone(given.post("runs/set-tag", "run_id", run, "key", TAG, "value", "no list"));
    assertInvalid(log(run, model("a").toString()));
    assertThat(given.tag(run, TAG)).isEqualTo("no list");
  }

  @Test
  void demandsAModel() {
    assertInvalid(given.post("runs/log-model", "run_id", given.aRun()));
  }

  @Test
  void refusesModelsOfDeletedAndUnknownRuns() {
    assertInvalid(log(given.aDeletedRun(), model("a").toString()));
    assertUnknown(log("0".repeat(32), model("a").toString()));
  }
}
