package dev.modelyard.server.runs.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.AtOnce;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datasets and models that runs read and wrote. */
class InputsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private Client client;
  private String experiment;
  private String run;

  @BeforeEach
  void aRun() {
    client = server.client();
    experiment = client.experiment("inputs " + System.nanoTime());
    run = client.run(experiment);
  }

  private static ObjectNode dataset(String name, String digest) {
    return Json.object("name", name, "digest", digest, "source_type", "local", "source", "{}");
  }

  private static ObjectNode input(ObjectNode dataset, @Nullable String context) {
    return context == null
        ? Json.object("dataset", dataset)
        : Json.object(
            "tags",
            List.of(Json.object("key", "mlflow.data.context", "value", context)),
            "dataset",
            dataset);
  }

  private Client.Reply logTo(String runId, ObjectNode... inputs) {
    return client.post("runs/log-inputs", Json.text("run_id", runId, "datasets", List.of(inputs)));
  }

  private void log(ObjectNode... inputs) {
    Client.Reply reply = logTo(run, inputs);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{}");
  }

  private JsonNode inputs() {
    return client.getRun(run).path("inputs").path("dataset_inputs");
  }

  private JsonNode found() {
    return client
        .post("runs/search", Json.text("experiment_ids", List.of(experiment)))
        .json()
        .path("runs")
        .get(0);
  }

  private int runsWith(String filter) {
    Client.Reply reply =
        client.post(
            "runs/search", Json.text("experiment_ids", List.of(experiment), "filter", filter));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().path("runs").size();
  }

  @Test
  void aRunWithoutAnyHasEmptyInputsAndOutputs() {
    assertThat(client.getRun(run).path("inputs").toString()).isEqualTo("{}");
    assertThat(client.getRun(run).path("outputs").toString()).isEqualTo("{}");
    assertThat(found().path("inputs").toString()).isEqualTo("{}");
  }

  @Test
  void keepsADatasetWithAllThatIsToldOfIt() {
    ObjectNode dataset = dataset("iris", "abc").put("schema", "{\"s\":1}").put("profile", "p");
    log(input(dataset, "training"));
    assertThat(inputs()).hasSize(1);
    assertThat(inputs().get(0).path("dataset")).isEqualTo(dataset);
    assertThat(inputs().get(0).path("tags").toString())
        .isEqualTo("[{\"key\":\"mlflow.data.context\",\"value\":\"training\"}]");
    assertThat(found().path("inputs").path("dataset_inputs")).isEqualTo(inputs());
  }

  @Test
  void theFirstWriterOfADatasetAndOfItsUseCounts() {
    log(input(dataset("iris", "abc").put("profile", "first"), "training"));
    log(input(dataset("iris", "abc").put("profile", "second"), "testing"));
    assertThat(inputs()).hasSize(1);
    assertThat(inputs().get(0).path("dataset").path("profile").asText()).isEqualTo("first");
    assertThat(inputs().get(0).path("tags").get(0).path("value").asText()).isEqualTo("training");
  }

  @Test
  void takesWhatIsMissingForEmpty() {
    assertThat(logTo(run, Json.object()).status()).isEqualTo(200);
    assertThat(logTo(run).status()).isEqualTo(200);
    assertThat(inputs().get(0).path("dataset").toString())
        .isEqualTo("{\"name\":\"\",\"digest\":\"\",\"source_type\":\"\",\"source\":\"\"}");
    assertThat(inputs().get(0).has("tags")).isFalse();
  }

  @Test
  void countsADatasetOnceThatARequestNamesTwice() {
    log(
        input(dataset("d", "1").put("profile", "first"), null),
        input(dataset("d", "1").put("profile", "second"), null),
        input(dataset("d", "2"), null));
    assertThat(inputs()).hasSize(2);
    assertThat(inputs().get(0).path("dataset").path("profile").asText()).isEqualTo("first");
  }

  @ParameterizedTest
  @CsvSource({"name, 500", "digest, 36", "source_type, 36", "source, 65535", "schema, 1048575"})
  void refusesTextsThatAreTooLong(String field, int most) {
    String longest = "\u6f22".repeat(most);
    assertThat(logTo(run, input(dataset("d", "1").put(field, longest), null)).status())
        .isEqualTo(200);
    Client.Reply refused = logTo(run, input(dataset("other", "1").put(field, longest + "x"), null));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).contains("datasets[0].dataset." + field);
    assertThat(inputs()).hasSize(1);
  }

  @Test
  void takesAProfileOfManyMegabytes() {
    String profile = "p".repeat(16_777_215);
    log(input(dataset("big", "1").put("profile", profile), null));
    assertThat(inputs().get(0).path("dataset").path("profile").asText()).isEqualTo(profile);
    assertThat(found().path("inputs").path("dataset_inputs").get(0).path("dataset"))
        .isEqualTo(inputs().get(0).path("dataset"));
  }

  @Test
  void refusesATagKeyThatStandsTwice() {
    ObjectNode tag = Json.object("key", "k", "value", "v");
    ObjectNode twice = Json.object("tags", List.of(tag, tag), "dataset", dataset("d", "1"));
    assertThat(logTo(run, input(dataset("e", "1"), null), twice).status()).isEqualTo(400);
    assertThat(inputs()).isEmpty();
  }

  @Test
  void refusesRunsThatAreUnknownOrDeleted() {
    assertThat(logTo("0".repeat(32), input(dataset("d", "1"), null)).status()).isEqualTo(404);
    client.post("runs/delete", Json.text("run_id", run));
    assertThat(logTo(run, input(dataset("d", "1"), null)).status()).isEqualTo(400);
    assertThat(logTo(run).status()).isEqualTo(400);
    assertThat(client.post("runs/outputs", Json.text("run_id", run, "models", List.of())).status())
        .isEqualTo(400);
    assertThat(inputs()).isEmpty();
  }

  @Test
  void keepsModelsThatARunReadAndWrote() {
    List<ObjectNode> read = List.of(Json.object("model_id", "m-2"), Json.object("model_id", "m-1"));
    client.post("runs/log-inputs", Json.text("run_id", run, "models", read));
    List<ObjectNode> written =
        List.of(Json.object("model_id", "m-9", "step", 3), Json.object("model_id", "m-8"));
    Client.Reply done = client.post("runs/outputs", Json.text("run_id", run, "models", written));
    assertThat(done.status()).as(done.body()).isEqualTo(200);
    JsonNode got = client.getRun(run);
    assertThat(Json.texts(got.path("inputs").path("model_inputs"), "model_id"))
        .containsExactly("m-1", "m-2");
    assertThat(got.path("outputs").path("model_outputs").toString())
        .isEqualTo("[{\"model_id\":\"m-8\",\"step\":0},{\"model_id\":\"m-9\",\"step\":3}]");
    assertThat(found().path("inputs").toString()).isEqualTo("{}");
    assertThat(found().path("outputs")).isEqualTo(got.path("outputs"));
  }

  @Test
  void writingAModelAgainIsNoFailureAndTheLastStepCounts() {
    for (int step : new int[] {1, 1, 7}) {
      Client.Reply reply =
          client.post(
              "runs/outputs",
              Json.text(
                  "run_id", run, "models", List.of(Json.object("model_id", "m", "step", step))));
      assertThat(reply.status()).isEqualTo(200);
    }
    assertThat(client.getRun(run).path("outputs").path("model_outputs").toString())
        .isEqualTo("[{\"model_id\":\"m\",\"step\":7}]");
    assertThat(client.post("runs/outputs", Json.text("run_id", run)).status()).isEqualTo(400);
  }

  @Test
  void manyFirstWritersOfADatasetMakeOne() throws Exception {
    List<String> runs = new ArrayList<>();
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String mine = client.run(experiment);
      runs.add(mine);
      calls.add(
          () ->
              logTo(mine, input(dataset("b", "1"), null), input(dataset("a", "1"), null)).status());
    }
    assertThat(AtOnce.run(16, calls)).containsOnly(200);
    assertThat(
            new TestSql(server.database())
                .number("SELECT count(*) FROM dataset WHERE experiment_id = " + experiment))
        .isEqualTo(2);
    for (String each : runs) {
      assertThat(client.getRun(each).path("inputs").path("dataset_inputs")).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dataset.name = 'd' | 1",
        "datasets.name = 'd' AND dataset.digest = '1' | 1",
        "dataset.name = 'd' AND dataset.digest = '2' | 1",
        "dataset.name = 'd' AND dataset.name = 'e' | 1",
        "dataset.name = 'no' | 0",
        "dataset.name != 'd' | 1",
        "dataset.context = 'train' | 1",
        "dataset.context = 'eval' | 0",
        "dataset.context != 'train' | 0",
        "dataset.name LIKE 'D%' | 0",
        "dataset.name ILIKE 'D%' | 1",
        "dataset.name IN ('d', 'zz') | 1",
        "dataset.name NOT IN ('d') | 1",
        "dataset.digest NOT IN ('1', '2') | 0",
        "dataset.digest = '2' AND metrics.none > 1 | 0"
      })
  void findsRunsByTheirDatasets(String filter, int expected) {
    log(input(dataset("d", "1"), "train"), input(dataset("e", "2"), null));
    client.run(experiment);
    assertThat(runsWith(filter)).isEqualTo(expected);
    client.post("runs/update", Json.text("run_id", run, "status", "FINISHED"));
    assertThat(runsWith(filter)).isEqualTo(expected);
  }

  @Test
  void tellsWhichDatasetsExperimentsHave() {
    log(input(dataset("d", "1"), "train"), input(dataset("e", "2"), null));
    logTo(client.run(experiment), input(dataset("d", "1"), "train"));
    logTo(client.run(experiment), input(dataset("d", "1"), "eval"));
    JsonNode summaries = summaries(List.of(experiment)).json().path("dataset_summaries");
    assertThat(Json.texts(summaries, "name")).containsExactly("d", "d", "e");
    assertThat(Json.texts(summaries, "context")).containsExactly("eval", "train", "");
    assertThat(summaries.get(2).has("context")).isFalse();
    assertThat(summaries(List.of("999999")).body()).isEqualTo("{}");
    assertThat(summaries(List.of()).status()).isEqualTo(400);
    assertThat(summaries(List.of("x")).status()).isEqualTo(400);
    assertThat(summaries(java.util.Collections.nCopies(21, "0")).status()).isEqualTo(400);
  }

  private Client.Reply summaries(List<String> experiments) {
    return client.send(
        client.request(
            "/ajax-api/2.0/mlflow/experiments/search-datasets",
            "POST",
            Json.text("experiment_ids", experiments)));
  }

  @Test
  void readsLargeDatasetsOfAPageInPortions() {
    for (int i = 0; i < 12; i++) {
      String each = client.run(experiment);
      ObjectNode big = dataset("d" + i, "1").put("schema", Integer.toString(i).repeat(500_000));
      assertThat(logTo(each, input(big, null)).status()).isEqualTo(200);
    }
    JsonNode runs =
        client
            .post("runs/search", Json.text("experiment_ids", List.of(experiment)))
            .json()
            .path("runs");
    assertThat(runs).hasSize(13);
    int withDataset = 0;
    for (JsonNode each : runs) {
      for (JsonNode used : each.path("inputs").path("dataset_inputs")) {
        String number = used.path("dataset").path("name").asText().substring(1);
        assertThat(used.path("dataset").path("schema").asText()).isEqualTo(number.repeat(500_000));
        withDataset++;
      }
    }
    assertThat(withDataset).isEqualTo(12);
  }
}
