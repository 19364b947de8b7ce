package dev.modelyard.server.loggedmodels;

import static dev.modelyard.server.testing.Json.object;
import static dev.modelyard.server.testing.Json.pair;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateLoggedModelTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static Client client;
  private static Given given;

  @BeforeAll
  static void connect() {
    client = server.client();
    given = new Given(client);
  }

  private static Client.Reply create(Object... namesAndValues) {
    return given.post("logged-models", namesAndValues);
  }

  @Test
  void tellsAllOfANewModel() {
    JsonNode model =
        given.created(
            "name", "forest",
            "model_type", "Agent",
            "source_run_id", "nowhere",
            "params", List.of(pair("depth", "4")),
            "tags", List.of(pair("team", "vision")));
    JsonNode info = model.path("info");
    String id = info.path("model_id").asText();
    assertThat(id).matches("m-[0-9a-f]{32}");
    long created = info.path("creation_timestamp_ms").asLong();
    assertThat(created).isPositive();
    assertThat(model)
        .isEqualTo(
            object(
                "info",
                object(
                    "model_id",
                    id,
                    "experiment_id",
                    "0",
                    "name",
                    "forest",
                    "creation_timestamp_ms",
                    created,
                    "last_updated_timestamp_ms",
                    created,
                    "artifact_uri",
                    "mlflow-artifacts:/0/models/" + id + "/artifacts",
                    "status",
                    "LOGGED_MODEL_PENDING",
                    "model_type",
                    "Agent",
                    "source_run_id",
                    "nowhere",
                    "tags",
                    List.of(pair("team", "vision"))),
                "data",
                object("params", List.of(pair("depth", "4")))));
  }

  @Test
  void leavesOutWhatIsEmptyButForTypeAndRun() {
    JsonNode model = given.created();
    assertThat(model.path("data")).isEqualTo(object());
    assertThat(model.path("info").has("tags")).isFalse();
    assertThat(model.path("info").path("model_type").asText("absent")).isEmpty();
    assertThat(model.path("info").path("source_run_id").asText("absent")).isEmpty();
  }

  @Test
  void makesUpANameForAModelWithoutOne() {
    for (JsonNode model : List.of(given.created("name", ""), given.created())) {
      assertThat(model.path("info").path("name").asText()).matches("[a-z]+-[a-z]+-\\d+");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a:b", "a.b", "100%", "say \"a\"", "it's"})
  void refusesANameThatWouldMeanSomethingElseInAUri(String name) {
    assertInvalid(create("experiment_id", "0", "name", name));
  }

  @Test
  void takesAnyOtherNameAsOftenAsItComes() {
    String name = " blank #ünïcode\t" + "x".repeat(484);
    assertThat(given.created("name", name).path("info").path("name").asText()).isEqualTo(name);
    assertThat(given.created("name", name).path("info").path("name").asText()).isEqualTo(name);
  }

  @Test
  void refusesTextsThatAreTooLong() {
    assertInvalid(create("experiment_id", "0", "name", "x".repeat(501)));
    assertInvalid(create("experiment_id", "0", "model_type", "x".repeat(501)));
    assertInvalid(create("experiment_id", "0", "source_run_id", "x".repeat(33)));
    assertInvalid(create("experiment_id", "0", "tags", List.of(pair("k".repeat(251), "v"))));
    assertInvalid(create("experiment_id", "0", "tags", List.of(pair("k", "v".repeat(100_001)))));
    assertInvalid(create("experiment_id", "0", "params", List.of(pair("k", "v".repeat(100_001)))));
  }

  @Test
  void keepsLongValuesAndAnyCharactersInKeys() {
    ObjectNode odd = pair("a#b\n../%", "v".repeat(100_000));
    JsonNode model = given.created("params", List.of(odd), "tags", List.of(odd));
    assertThat(model.path("data").path("params").get(0)).isEqualTo(odd);
    assertThat(model.path("info").path("tags").get(0)).isEqualTo(odd);
  }

  @ParameterizedTest
  @ValueSource(strings = {"params", "tags"})
  void refusesAKeyGivenTwiceOrNotAtAll(String field) {
    assertInvalid(
        create("experiment_id", "0", field, List.of(pair("same", "1"), pair("same", "1"))));
    assertInvalid(create("experiment_id", "0", field, List.of(object("value", "1"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"params", "tags"})
  void takesAThousandPairsAndNotOneMore(String field) {
    List<ObjectNode> pairs =
        IntStream.range(0, 1_001).mapToObj(i -> pair("k" + i, "v" + i)).toList();
    assertInvalid(create("experiment_id", "0", field, pairs));
    JsonNode model = given.created(field, pairs.subList(0, 1_000));
    JsonNode kept = (field.equals("tags") ? model.path("info") : model.path("data")).path(field);
    assertThat(Json.texts(kept, "key")).hasSize(1_000);
  }

  @Test
  void refusesAnExperimentThatIsNotThere() {
    assertInvalid(create("name", "x"));
    assertInvalid(create("experiment_id", "x"));
    assertUnknown(create("experiment_id", "999999"));
    String experiment = client.experiment("deleted");
    assertThat(given.post("experiments/delete", "experiment_id", experiment).status())
        .isEqualTo(200);
    assertInvalid(create("experiment_id", experiment));
  }

  @Test
  void putsFilesBelowTheExperimentsLocationBeforeItsQuery() {
    String experiment =
        given
            .post("experiments/create", "name", "located", "artifact_location", "s3://b/p/?x=1")
            .json()
            .path("experiment_id")
            .asText();
    JsonNode info = given.created("experiment_id", experiment).path("info");
    assertThat(info.path("artifact_uri").asText())
        .isEqualTo("s3://b/p/models/" + info.path("model_id").asText() + "/artifacts?x=1");
  }
}
