package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What MLflow answered to searches of logged models, asked of us: the rows of
 * search/logged-models.tsv.
 */
class LoggedModelExamplesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The recording does not show the names of two models; in its order they came before others. */
  private static final String SHOWN_AS_QUESTION_MARK = "A";

  private static final String SHOWN_AS_NOTHING = "B";

  private static Client client;
  private static String experiment;
  private static String run;
  private static String one;
  private static long time = 1_000;

  @BeforeAll
  static void makeTheModelsOfTheExamples() {
    client = server.client();
    client.experiment("1"); // some examples ask for models of experiment 1
    experiment = client.experiment("examples");
    run = client.run(experiment);
    one = create("one", "model_type", "Agent", "source_run_id", run);
    String two = create("two");
    create(SHOWN_AS_QUESTION_MARK);
    create(SHOWN_AS_NOTHING);
    create("lt");
    create("lp");
    create("one");
    ok(
        client.post(
            "logged-models/" + one + "/params",
            Json.text("params", List.of(Json.object("key", "p", "value", "1")))));
    ok(patch(one + "/tags", Json.text("tags", List.of(Json.object("key", "t", "value", "z")))));
    log(one, 0.9, "dataset_name", "ds", "dataset_digest", "dg");
    log(two, 0.2);
    ok(patch(one, Json.text("model_id", one, "status", "LOGGED_MODEL_READY")));
    at(one, "last_update_time");
    at(two, "last_update_time");
  }

  private static String create(String name, Object... more) {
    ObjectNode body = Json.object("experiment_id", experiment, "name", name);
    body.setAll(Json.object(more));
    Client.Reply reply = client.post("logged-models", body.toString());
    ok(reply);
    String model = reply.json().at("/model/info/model_id").asText();
    at(model, "creation_time");
    time--;
    at(model, "last_update_time");
    return model;
  }

  /** Sets a time of the model, later than all before. */
  private static void at(String model, String column) {
    time++;
    new TestSql(server.database())
        .execute(
            "UPDATE logged_model SET %s = %d WHERE model_id = '%s'"
                .formatted(column, time, model.substring(2)));
  }

  private static Client.Reply patch(String path, String body) {
    return client.send(client.request("/api/2.0/mlflow/logged-models/" + path, "PATCH", body));
  }

  private static void log(String model, double value, Object... more) {
    ObjectNode point = Json.object("run_id", run, "key", "acc", "value", value, "timestamp", 1);
    point.put("model_id", model);
    point.setAll(Json.object(more));
    ok(client.post("runs/log-metric", point.toString()));
  }

  private static void ok(Client.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  static Stream<Example> examples() {
    return Example.all().filter(example -> example.kind().equals("logged-models"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void answersAsMlflowDoes(Example example) throws IOException {
    ObjectNode request = JSON.createObjectNode();
    request.putArray("experiment_ids").add(experiment);
    if (example.filterText() != null) {
      request.put(
          "filter",
          example
              .filter()
              .replace("(empty)", "")
              .replace("{id:one}", one)
              .replace("{run of one}", run));
    }
    if (!example.orderBy().isEmpty()) {
      request.set("order_by", JSON.readTree(example.orderBy()));
    }
    if (!example.arguments().isEmpty()) {
      request.setAll((ObjectNode) JSON.readTree(example.arguments()));
    }
    Client.Reply reply = client.post("logged-models/search", request.toString());

    if (example.answer().matches("[45]\\d\\d.*")) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(400);
      assertThat(reply.errorCode()).isEqualTo("INVALID_PARAMETER_VALUE");
      return;
    }
    ok(reply);
    String expected = example.difference().isEmpty() ? example.answer() : example.difference();
    assertThat(names(reply)).isEqualTo(expected.replaceFirst(" here: .*", ""));
  }

  private static String names(Client.Reply reply) {
    String names =
        reply
            .json()
            .path("models")
            .valueStream()
            .map(model -> model.at("/info/name").asText())
            .map(name -> name.equals(SHOWN_AS_QUESTION_MARK) ? "?" : name)
            .map(name -> name.equals(SHOWN_AS_NOTHING) ? "" : name)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    return names + (reply.json().has("next_page_token") ? " + token" : "");
  }
}
