package dev.modelyard.server.loggedmodels;

import static dev.modelyard.server.testing.Json.pair;
import static dev.modelyard.server.testing.Replies.assertDone;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoggedModelsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static Client client;
  private static Given given;

  @BeforeAll
  static void connect() {
    client = server.client();
    given = new Given(client);
  }

  private static String status(String model) {
    return given.info(model).path("status").asText();
  }

  private static void finalizeAs(String model, Object status) {
    Reply reply = given.patch(model, "model_id", model, "status", status);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().path("model")).isEqualTo(given.model(model));
  }

  // Reading

  @Test
  void readsBackWhatCreatingTold() {
    JsonNode told =
        given.created(
            "name", "n", "params", List.of(pair("p", "1")), "tags", List.of(pair("t", "")));
    assertThat(given.model(Given.id(told))).isEqualTo(told);
    assertThat(client.get("logged-models/" + Given.id(told)).json().path("model")).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m-00000000000070008000000000000000",
        "m-1",
        "m-",
        "x",
        "M-00000000000070008000000000000000",
        "m-0000000000007000800000000000000G",
        "00000000000070008000000000000000",
        "m-0000000000007000800000000000000%C3%BC"
      })
  void knowsNoModelThatWasNotMade(String id) {
    assertUnknown(given.call("GET", id, ""));
    assertUnknown(given.patch(id, "model_id", id, "status", 2));
    assertUnknown(given.delete(id));
    assertUnknown(given.post("logged-models/" + id + "/params", "params", List.of(pair("a", "1"))));
    assertUnknown(given.patch(id + "/tags", "tags", List.of(pair("a", "1"))));
    assertUnknown(given.delete(id + "/tags/a"));
  }

  // Finalizing

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOGGED_MODEL_STATUS_UNSPECIFIED",
        "LOGGED_MODEL_PENDING",
        "LOGGED_MODEL_READY",
        "LOGGED_MODEL_UPLOAD_FAILED"
      })
  void takesAnyStatusFromAnyOther(String status) {
    String model = given.aModel();
    for (String before : List.of("LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED")) {
      finalizeAs(model, before);
      finalizeAs(model, status);
      assertThat(status(model)).isEqualTo(status);
    }
  }

  @Test
  void takesAStatusByItsNumber() {
    String model = given.aModel();
    finalizeAs(model, 2);
    assertThat(status(model)).isEqualTo("LOGGED_MODEL_READY");
    finalizeAs(model, 0);
    assertThat(status(model)).isEqualTo("LOGGED_MODEL_STATUS_UNSPECIFIED");
  }

  @Test
  void refusesAStatusThatThereIsNot() {
    String model = given.aModel();
    assertInvalid(given.patch(model, "model_id", model));
    assertInvalid(given.patch(model, "model_id", model, "status", "READY"));
    assertInvalid(given.patch(model, "model_id", model, "status", 4));
    assertThat(status(model)).isEqualTo("LOGGED_MODEL_PENDING");
  }

  @Test
  void finalizesTheModelOfThePathWhateverTheBodySays() {
    String model = given.aModel();
    String other = given.aModel();
    assertThat(given.patch(model, "model_id", other, "status", 2).status()).isEqualTo(200);
    assertThat(given.patch(model, "status", 2).status()).isEqualTo(200);
    assertThat(status(model)).isEqualTo("LOGGED_MODEL_READY");
    assertThat(status(other)).isEqualTo("LOGGED_MODEL_PENDING");
  }

  // Deleting

  @Test
  void showsADeletedModelOnlyToThoseWhoAskForIt() {
    String model = given.aModel();
    assertDone(given.delete(model));
    assertDone(given.delete(model));
    assertUnknown(client.get("logged-models/" + model));
    assertUnknown(client.get("logged-models/" + model, "allow_deleted", "false"));
    assertThat(client.get("logged-models/" + model, "allow_deleted", "True").status())
        .isEqualTo(200);
    assertInvalid(client.get("logged-models/" + model, "allow_deleted", "yes"));
  }

  @Test
  void changesADeletedModelAsMlflowDoes() {
    String model = given.aModel();
    assertDone(given.delete(model));
    finalizeAs(model, 2);
    assertDone(given.patch(model + "/tags", "tags", List.of(pair("t", "1"))));
    assertDone(given.post("logged-models/" + model + "/params", "params", List.of(pair("p", "1"))));
    assertDone(given.delete(model + "/tags/t"));
    assertUnknown(client.get("logged-models/" + model));
  }

  @Test
  void keepsModelsWhenTheirExperimentIsDeleted() {
    String experiment = client.experiment("deleted and restored");
    String model = given.aModel("experiment_id", experiment);
    assertDone(given.post("experiments/delete", "experiment_id", experiment));
    assertThat(client.get("logged-models/" + model).status()).isEqualTo(200);
    assertDone(given.patch(model + "/tags", "tags", List.of(pair("t", "1"))));
    assertDone(given.post("experiments/restore", "experiment_id", experiment));
    assertThat(client.get("logged-models/" + model).status()).isEqualTo(200);
  }

  // Params

  private static Reply addParams(String model, Object... pairs) {
    return given.post(
        "logged-models/" + model + "/params", "model_id", model, "params", List.of(pairs));
  }

  @Test
  void addsParamsAndTakesTheSameAgain() {
    String model = given.aModel("params", List.of(pair("a", "1")));
    assertDone(addParams(model, pair("b", "2"), pair("a", "1"), pair("c", "")));
    assertDone(addParams(model, pair("b", "2"), pair("c", "")));
    assertDone(addParams(model));
    assertThat(given.data(model).path("params"))
        .containsExactly(pair("a", "1"), pair("b", "2"), pair("c", ""));
  }

  @Test
  void refusesAnotherValueOfAParamAndAddsNoneOfTheRequest() {
    String model = given.aModel("params", List.of(pair("a", "1")));
    Reply reply = addParams(model, pair("b", "2"), pair("a", "one"));
    assertInvalid(reply);
    assertThat(reply.message()).contains("'a'").contains("'1'");
    assertThat(given.data(model).path("params")).containsExactly(pair("a", "1"));
  }

  @Test
  void refusesAParamGivenTwiceOrWithoutKey() {
    String model = given.aModel();
    assertInvalid(addParams(model, pair("a", "1"), pair("a", "1")));
    assertInvalid(addParams(model, Json.object("value", "1")));
    assertThat(given.data(model).has("params")).isFalse();
  }

  @Test
  void ofWritersOfOneParamOneWinsAndTheOthersHearOfIt() {
    String model = given.aModel();
    List<Integer> answers =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(i -> addParams(model, pair("x" + i, "1"), pair("same", "v" + i)).status())
            .toList();
    assertThat(answers).containsOnlyOnce(200).contains(400);
    assertThat(given.data(model).path("params")).hasSize(2);
  }

  // Tags

  @Test
  void setsTagsTheLastOfRepeatsAndInPlaceOfOldOnes() {
    String model = given.aModel("tags", List.of(pair("a", "old"), pair("z", "stays")));
    assertDone(
        given.patch(
            model + "/tags", "tags", List.of(pair("a", "1"), pair("b", null), pair("a", "2"))));
    assertDone(given.patch(model + "/tags"));
    assertThat(given.info(model).path("tags"))
        .containsExactly(pair("a", "2"), pair("b", ""), pair("z", "stays"));
  }

  @Test
  void setsAllTagsOfARequestOrNone() {
    String model = given.aModel();
    ObjectNode tooLong = pair("b", "v".repeat(100_001));
    assertInvalid(given.patch(model + "/tags", "tags", List.of(pair("a", "1"), tooLong)));
    assertThat(given.info(model).has("tags")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "mlflow.user, mlflow.user",
    "a/b/c, a/b/c",
    "a/b/c, a%2Fb%2Fc",
    "two words, two%20words",
    "100%, 100%25",
    "50%20off, 50%2520off",
    "a+b, a+b",
    "ünïcode, %C3%BCn%C3%AFcode",
    "a#b?c, a%23b%3Fc",
    "semi;colon=1, semi;colon=1",
  })
  void deletesATagByItsKeyInThePath(String key, String inPath) {
    String model = given.aModel("tags", List.of(pair(key, "v"), pair("other", "v")));
    assertDone(given.delete(model + "/tags/" + inPath));
    assertThat(given.info(model).path("tags")).containsExactly(pair("other", "v"));
    assertUnknown(given.delete(model + "/tags/" + inPath));
  }

  @Test
  void leavesTheTimeOfTheLastUpdateToStatusAndDeletion() {
    String model = given.aModel();
    long created = given.info(model).path("last_updated_timestamp_ms").asLong();
    assertDone(given.patch(model + "/tags", "tags", List.of(pair("t", "1"))));
    assertDone(addParams(model, pair("p", "1")));
    assertThat(given.info(model).path("last_updated_timestamp_ms").asLong()).isEqualTo(created);
    finalizeAs(model, 2);
    assertThat(given.info(model).path("last_updated_timestamp_ms").asLong())
        .isGreaterThanOrEqualTo(created);
    assertThat(given.info(model).path("creation_timestamp_ms").asLong()).isEqualTo(created);
  }
}
