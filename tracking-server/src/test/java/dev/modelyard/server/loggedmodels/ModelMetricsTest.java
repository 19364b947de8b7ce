package dev.modelyard.server.loggedmodels;

import static dev.modelyard.server.testing.Json.object;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Points that are logged of a run and of a model at once. */
class ModelMetricsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String NOBODY = "m-00000000000070008000000000000000";

  private static Client client;
  private static Given given;

  @BeforeAll
  static void connect() {
    client = server.client();
    given = new Given(client);
  }

  private static ObjectNode point(
      String key, Object value, long timestamp, long step, Object... more) {
    ObjectNode point = object("key", key, "value", value, "timestamp", timestamp, "step", step);
    return point.setAll(object(more));
  }

  private static Reply logOne(String run, ObjectNode point) {
    return client.post("runs/log-metric", point.deepCopy().put("run_id", run).toString());
  }

  private static Reply logAll(String run, List<ObjectNode> points) {
    return client.post("runs/log-batch", object("run_id", run, "metrics", points).toString());
  }

  private static JsonNode metrics(String model) {
    return given.data(model).path("metrics");
  }

  private static ObjectNode told(ObjectNode logged, String run) {
    return logged.deepCopy().put("run_id", run);
  }

  @Test
  void logsAPointOfTheRunAndOfTheModel() {
    String run = given.aRun();
    String model = given.aModel();
    ObjectNode point =
        point("acc", 0.5, 7, 3, "dataset_name", "d", "dataset_digest", "1a", "model_id", model);
    assertDone(logOne(run, point));
    assertThat(metrics(model)).containsExactly(told(point, run));
    assertThat(client.getRun(run).path("data").path("metrics"))
        .containsExactly(point("acc", 0.5, 7, 3));
  }

  @Test
  void logsABatchOfSeveralModelsAndOfNone() {
    String run = given.aRun();
    String one = given.aModel();
    String two = given.aModel();
    assertDone(
        logAll(
            run,
            List.of(
                point("a", 1.0, 1, 0, "model_id", one),
                point("b", 2.0, 1, 0, "model_id", two),
                point("c", 3.0, 1, 0),
                point("d", 4.0, 1, 0, "model_id", ""))));
    assertThat(Json.texts(metrics(one), "key")).containsExactly("a");
    assertThat(Json.texts(metrics(two), "key")).containsExactly("b");
    assertThat(Json.texts(client.getRun(run).path("data").path("metrics"), "key"))
        .containsExactly("a", "b", "c", "d");
  }

  @Test
  void keepsEveryPointByKeyTimeAndStep() {
    String run = given.aRun();
    String model = given.aModel();
    List<ObjectNode> points =
        List.of(
            point("a", 3.0, 1, 0, "model_id", model),
            point("a", 2.0, 1, 5, "model_id", model),
            point("a", 1.0, 2, 0, "model_id", model),
            point("b", 0.0, 1, -4, "model_id", model));
    List<ObjectNode> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, new Random(5));
    shuffled.forEach(point -> assertDone(logOne(run, point)));
    assertThat(metrics(model))
        .containsExactlyElementsOf(points.stream().map(point -> told(point, run)).toList());
  }

  @Test
  void keepsARepeatOnce() {
    String run = given.aRun();
    String model = given.aModel();
    ObjectNode point = point("a", 1.0, 1, 0, "model_id", model);
    ObjectNode nan = point("n", "NaN", 1, 0, "model_id", model);
    assertDone(logOne(run, point));
    assertDone(logOne(run, point));
    assertDone(logAll(run, List.of(point, nan, point, nan)));
    assertThat(metrics(model)).containsExactly(told(point, run), told(nan, run));
  }

  @Test
  void keepsWhatDiffersInValueDatasetOrRunThoughItIsOfOneTimeAndStep() {
    String run = given.aRun();
    String other = given.aRun();
    String model = given.aModel();
    ObjectNode one = point("a", 1.0, 1, 0, "model_id", model);
    ObjectNode two = point("a", 2.0, 1, 0, "model_id", model);
    ObjectNode ofDataset =
        point("a", 1.0, 1, 0, "dataset_name", "d", "dataset_digest", "1", "model_id", model);
    ObjectNode ofNewer =
        point("a", 1.0, 1, 0, "dataset_name", "d", "dataset_digest", "2", "model_id", model);
    assertDone(logAll(run, List.of(one, two, ofDataset, ofNewer)));
    assertDone(logOne(other, one));
    assertThat(metrics(model))
        .containsExactlyInAnyOrder(
            told(one, run),
            told(two, run),
            told(ofDataset, run),
            told(ofNewer, run),
            told(one, other));
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, NaN",
    "Infinity, 1.7976931348623157e308",
    "-Infinity, -1.7976931348623157e308",
    "1.7976931348623157e308, 1.7976931348623157e308",
    "-0.0, 0.0",
  })
  void tellsWhatIsNoOrdinaryNumberAsForRuns(String value, String told) {
    String run = given.aRun();
    String model = given.aModel();
    assertDone(logOne(run, point("x", value, 1, 0, "model_id", model)));
    assertThat(metrics(model).get(0).path("value").asText())
        .isEqualTo(told.equals("NaN") ? told : Double.toString(Double.parseDouble(told)));
  }

  @ParameterizedTest
  @ValueSource(strings = {NOBODY, "m-1", "x"})
  void storesNothingOfABatchThatNamesAnUnknownModel(String unknown) {
    String run = given.aRun();
    String model = given.aModel();
    Reply reply =
        client.post(
            "runs/log-batch",
            object(
                    "run_id", run,
                    "metrics",
                        List.of(
                            point("a", 1.0, 1, 0, "model_id", model),
                            point("b", 1.0, 1, 0, "model_id", unknown),
                            point("c", 1.0, 1, 0)),
                    "params", List.of(pair("p", "1")),
                    "tags", List.of(pair("t", "1")))
                .toString());
    assertInvalid(reply);
    assertThat(reply.message()).contains(unknown);
    assertThat(metrics(model)).isEmpty();
    JsonNode data = client.getRun(run).path("data");
    assertThat(data.has("metrics")).isFalse();
    assertThat(data.has("params")).isFalse();
    assertThat(Json.texts(data.path("tags"), "key")).doesNotContain("t");
    assertInvalid(logOne(run, point("a", 1.0, 1, 0, "model_id", unknown)));
    assertThat(client.getRun(run).path("data").has("metrics")).isFalse();
  }

  @Test
  void storesNothingOfAModelWhenAParamOfTheBatchClashes() {
    String run = given.aRun();
    String model = given.aModel();
    assertDone(given.post("runs/log-parameter", "run_id", run, "key", "p", "value", "1"));
    assertInvalid(
        given.post(
            "runs/log-batch",
            "run_id",
            run,
            "metrics",
            List.of(point("a", 1.0, 1, 0, "model_id", model)),
            "params",
            List.of(pair("p", "2"))));
    assertThat(metrics(model)).isEmpty();
  }

  @Test
  void asksForTheRunFirst() {
    String run = given.aRun();
    String model = given.aModel();
    assertUnknown(logOne("0".repeat(32), point("a", 1.0, 1, 0, "model_id", NOBODY)));
    assertUnknown(logOne("0".repeat(32), point("a", 1.0, 1, 0, "model_id", model)));
    assertDone(given.post("runs/delete", "run_id", run));
    assertInvalid(logOne(run, point("a", 1.0, 1, 0, "model_id", model)));
    assertThat(metrics(model)).isEmpty();
  }

  @Test
  void logsOfADeletedModelAndOfOneInAnotherExperimentAsMlflowDoes() {
    String run = given.aRun();
    String deleted = given.aModel();
    String elsewhere = given.aModel("experiment_id", client.experiment("elsewhere"));
    assertDone(given.delete(deleted));
    assertDone(logOne(run, point("a", 1.0, 1, 0, "model_id", deleted)));
    assertDone(logOne(run, point("a", 1.0, 1, 0, "model_id", elsewhere)));
    assertThat(metrics(deleted)).hasSize(1);
    assertThat(metrics(elsewhere)).hasSize(1);
  }

  @Test
  void demandsNameAndDigestOfADatasetTogether() {
    String run = given.aRun();
    String model = given.aModel();
    for (String id : List.of(model, "")) {
      assertInvalid(logOne(run, point("a", 1.0, 1, 0, "dataset_name", "d", "model_id", id)));
      assertInvalid(logOne(run, point("a", 1.0, 1, 0, "dataset_digest", "1", "model_id", id)));
    }
    assertDone(logOne(run, point("a", 1.0, 1, 0, "dataset_name", "d", "dataset_digest", "1")));
    assertDone(
        logOne(
            run,
            point("a", 1.0, 1, 0, "dataset_name", "", "dataset_digest", "", "model_id", model)));
    assertThat(metrics(model).get(0).has("dataset_name")).isFalse();
  }

  @Test
  void holdsTheLimitsOfDatasets() {
    String run = given.aRun();
    String model = given.aModel();
    String widest = "\uD83D\uDE00";
    ObjectNode point =
        point(
            "k".repeat(250),
            1.0,
            1,
            0,
            "dataset_name",
            widest.repeat(500),
            "dataset_digest",
            widest.repeat(36),
            "model_id",
            model);
    assertDone(logOne(run, point));
    assertThat(metrics(model)).containsExactly(told(point, run));
    assertInvalid(logOne(run, point.deepCopy().put("dataset_name", "x".repeat(501))));
    assertInvalid(logOne(run, point.deepCopy().put("dataset_digest", "x".repeat(37))));
  }

  @Test
  void tellsAllPointsHoweverMany() {
    String run = given.aRun();
    String model = given.aModel();
    // Alike up to the last things that tell points apart, also where a portion ends.
    List<ObjectNode> points =
        IntStream.range(0, 12_500)
            .mapToObj(
                i ->
                    point(
                        i < 11_500 ? "a" : "b",
                        i % 7 == 0 ? "NaN" : i / 2.0,
                        1,
                        i < 1_500 ? 0 : i / 20,
                        "dataset_name",
                        "x".repeat(200) + i % 5,
                        "dataset_digest",
                        Integer.toString(i),
                        "model_id",
                        model))
            .toList();
    for (int from = 0; from < points.size(); from += 500) {
      assertDone(logAll(run, points.subList(from, from + 500)));
    }
    List<String> digests = Json.texts(metrics(model), "dataset_digest");
    assertThat(digests).doesNotHaveDuplicates().hasSize(points.size());
  }

  @Test
  void manyWritersOfTheSamePointsAllSucceed() {
    String run = given.aRun();
    List<String> models = List.of(given.aModel(), given.aModel(), given.aModel());
    List<ObjectNode> points =
        IntStream.range(0, 60)
            .mapToObj(i -> point("m" + i % 20, i, 1, 0, "model_id", models.get(i % 3)))
            .toList();
    List<Integer> answers =
        IntStream.range(0, 24)
            .parallel()
            .mapToObj(
                i -> {
                  List<ObjectNode> mine = new ArrayList<>(points);
                  Collections.shuffle(mine, new Random(i));
                  return logAll(run, mine).status();
                })
            .toList();
    assertThat(answers).containsOnly(200);
    assertThat(models).allSatisfy(model -> assertThat(metrics(model)).hasSize(20));
  }
}
