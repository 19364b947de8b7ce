package dev.modelyard.server.runs.table;

import static dev.modelyard.server.testing.Json.text;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of runs, and the keys that they can show. Each test has an experiment of its own. */
class TableTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger EXPERIMENTS = new AtomicInteger();

  private Client client;
  private String experiment = "";

  @BeforeEach
  void makeAnExperiment() {
    client = server.client();
    experiment = client.experiment("table " + EXPERIMENTS.incrementAndGet());
  }

  private String run(String name, long startTime) {
    String request =
        "{\"experiment_id\":\"%s\",\"run_name\":\"%s\",\"user_id\":\"ada\",\"start_time\":%d}";
    return call("runs/create", request.formatted(experiment, name, startTime))
        .at("/run/info/run_id")
        .asText();
  }

  private void metric(String run, String key, String value, long step) {
    String request = "{\"run_id\":\"%s\",\"key\":\"%s\",\"value\":%s,\"timestamp\":5,\"step\":%d}";
    call("runs/log-metric", request.formatted(run, key, value, step));
  }

  private void param(String run, String key, String value) {
    String request = "{\"run_id\":\"%s\",\"key\":\"%s\",\"value\":\"%s\"}";
    call("runs/log-parameter", request.formatted(run, key, value));
  }

  private static void awaitSettled(String run) {
    new TestSql(server.database()).awaitSettled("run_id = '" + run + "'");
  }

  private JsonNode call(String path, String json) {
    Client.Reply reply = client.post(path, json);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private Client.Reply tableReply(String json) {
    return client.send(
        client.request("/api/modelyard/1.0/runs/table", "POST", json.replace('\'', '"')));
  }

  private JsonNode table(String fields) {
    Client.Reply reply = tableReply("{'experiment_ids':['" + experiment + "']" + fields + "}");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private Client.Reply keysReply(String query) {
    return client.send(client.request("/api/modelyard/1.0/runs/keys" + query, "GET", ""));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (IOException noJson) {
      throw new IllegalArgumentException(noJson);
    }
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  @Test
  void tellsEachRunByOneEntryOfEachList() {
    String first = run("first", 10);
    String second = run("second", 20);
    call("runs/update", "{\"run_id\":\"" + first + "\",\"status\":\"FINISHED\",\"end_time\":15}");

    JsonNode table = table("");

    assertThat(texts(table.path("run_id"))).containsExactly(second, first);
    assertThat(texts(table.path("name"))).containsExactly("second", "first");
    assertThat(texts(table.path("user"))).containsExactly("ada", "ada");
    assertThat(texts(table.path("status"))).containsExactly("RUNNING", "FINISHED");
    assertThat(table.path("start_time")).isEqualTo(json("[20, 10]"));
    assertThat(table.path("end_time")).isEqualTo(json("[null, 15]"));
    assertThat(texts(table.path("experiment_id"))).containsExactly(experiment, experiment);
    assertThat(texts(table.path("lifecycle_stage"))).containsExactly("active", "active");
    assertThat(table.has("total")).isFalse();
    assertThat(table.has("next_page_token")).isFalse();
  }

  @Test
  void numbersRunsInTheOrderOfTheirCreation() {
    run("a", 30);
    run("b", 20);
    run("c", 10);

    JsonNode numbers = table("").path("number");

    assertThat(numbers.get(1).asLong()).isEqualTo(numbers.get(0).asLong() + 1);
    assertThat(numbers.get(2).asLong()).isEqualTo(numbers.get(0).asLong() + 2);
  }

  @Test
  void showsTheColumnsThatAreAskedForAndNoOthers() {
    String first = run("first", 20);
    String second = run("second", 10);
    metric(first, "loss", "0.5", 1);
    metric(first, "other", "9", 1);
    param(second, "lr", "0.1");

    JsonNode columns = table(",'columns':['params.lr','metrics.loss','tags.mlflow.runName']");

    assertThat(columns.path("columns"))
        .isEqualTo(
            json(
                "[{'key':'params.lr','values':[null,'0.1']},"
                    + "{'key':'metrics.loss','values':[0.5,null]},"
                    + "{'key':'tags.mlflow.runName','values':['first','second']}]"));
  }

  @Test
  void showsTheLatestValueWhereverItStands() {
    String run = run("settled", 10);
    metric(run, "loss", "0.5", 7);
    call("runs/update", "{\"run_id\":\"" + run + "\",\"status\":\"FINISHED\",\"end_time\":15}");
    awaitSettled(run);
    metric(run, "loss", "0.9", 3);
    assertThat(table(",'columns':['metrics.loss']").at("/columns/0/values"))
        .isEqualTo(json("[0.5]"));

    metric(run, "loss", "0.2", 8);

    assertThat(table(",'columns':['metrics.loss']").at("/columns/0/values"))
        .isEqualTo(json("[0.2]"));
  }

  @Test
  void spellsValuesThatAreNotFinite() {
    metric(run("a", 3), "loss", "\"NaN\"", 1);
    metric(run("b", 2), "loss", "\"Infinity\"", 1);
    metric(run("c", 1), "loss", "\"-Infinity\"", 1);

    assertThat(table(",'columns':['metrics.loss']").at("/columns/0/values"))
        .isEqualTo(json("['NaN','Infinity','-Infinity']"));
  }

  @Test
  void cutsTextsToWhatACellShows() {
    param(run("a", 1), "text", "x".repeat(6_000));

    assertThat(table(",'columns':['params.text']").at("/columns/0/values/0").asText())
        .isEqualTo("x".repeat(250));
  }

  @Test
  void filtersOrdersAndPagesAsSearchesDo() {
    List<String> byLoss = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String run = run("run" + i, i);
      metric(run, "loss", Integer.toString(i), 1);
      byLoss.add(0, run);
    }
    String asked =
        ",'filter':'metrics.loss > 0','order_by':['metrics.loss DESC'],'max_results':3,'count':true";

    JsonNode first = table(asked);
    JsonNode second =
        table(asked + ",'page_token':'" + first.path("next_page_token").asText() + "'");

    assertThat(texts(first.path("run_id"))).isEqualTo(byLoss.subList(0, 3));
    assertThat(texts(second.path("run_id"))).isEqualTo(byLoss.subList(3, 4));
    assertThat(first.path("total").asInt()).isEqualTo(4);
    assertThat(second.path("total").asInt()).isEqualTo(4);
    assertThat(second.has("next_page_token")).isFalse();
  }

  @Test
  void findsRunsByWhatSomebodyRemembersOfThem() {
    String first = run("Baseline 50%", 3);
    String second = run("second", 2);
    String third = run("third", 1);
    param(first, "opt", "adamw");
    param(second, "opt", "Adam");
    call("runs/set-tag", "{\"run_id\":\"" + third + "\",\"key\":\"team\",\"value\":\"ÉCOLE\"}");

    assertThat(withWords("baseline")).containsExactly(first);
    assertThat(withWords("50%")).containsExactly(first);
    assertThat(withWords("_aseline")).isEmpty();
    assertThat(withWords("ADAM")).containsExactly(first, second);
    assertThat(withWords("adam','second")).containsExactly(second);
    assertThat(withWords("école")).containsExactly(third);
    assertThat(withWords("adam','école")).isEmpty();
    assertThat(withWords(third.substring(24))).containsExactly(third);
    assertThat(withWords(third)).containsExactly(third);
    assertThat(table(",'words':['adam'],'max_results':1,'count':true").path("total").asInt())
        .isEqualTo(2);
    assertThat(withWords(" ")).containsExactly(first, second, third);
  }

  private List<String> withWords(String words) {
    return texts(table(",'words':['" + words + "']").path("run_id"));
  }

  private List<String> found(String filter) {
    return texts(table(",'filter':'" + filter + "'").path("name"));
  }

  private void runWithParam(String value, int startTime) {
    param(run(value, startTime), "lr", value);
  }

  @Test
  void comparesParamsByTheNumbersThatTheySpell() {
    List<String> values =
        List.of("1e-3", "0.001", "+.0010", "1E-03", "0.01", "1.", "-5", "10", "9", "1e249");
    for (int i = 0; i < values.size(); i++) {
      runWithParam(values.get(i), 100 - i);
    }
    // Neither these nor a run without the param are numbers, nor do they fail.
    for (String text :
        List.of("adam", "1e", "0x10", "1e999", "NaN", "1 2", "--1", "1".repeat(60))) {
      runWithParam(text, 1);
    }
    run("without", 0);

    assertThat(found("numbers.lr = 1e-3")).containsExactly("1e-3", "0.001", "+.0010", "1E-03");
    assertThat(found("numbers.lr < 0.001")).containsExactly("-5");
    assertThat(found("numbers.`lr` <= 0.01 AND number.lr > 0"))
        .containsExactly("1e-3", "0.001", "+.0010", "1E-03", "0.01");
    assertThat(found("numbers.lr >= 9 AND numbers.lr != 10")).containsExactly("9", "1e249");
    assertThat(found("numbers.nobody < 1")).isEmpty();
    assertThat(table(",'filter':'numbers.lr < 1e9','max_results':2,'count':true").path("total"))
        .isEqualTo(json("9"));
  }

  @Test
  void ordersByTheNumbersOfAParamWithTheOthersBehind() {
    List<String> descending = List.of("10", "9", "1e0", "1e-3", "-2");
    for (int i = 0; i < descending.size(); i++) {
      runWithParam(descending.get(i), i);
    }
    runWithParam("adam", 21);
    run("without", 20);
    List<String> expected = new ArrayList<>(descending);
    expected.addAll(List.of("adam", "without"));

    assertThat(inPages("'order_by':['numbers.lr DESC']")).isEqualTo(expected);
    // The same where the few runs of a condition are looked at instead of walked.
    assertThat(inPages("'order_by':['numbers.lr DESC'],'filter':'start_time >= 0'"))
        .isEqualTo(expected);
    assertThat(found("numbers.lr < 9.5"))
        .as("of a condition on the same param")
        .containsExactly("-2", "1e-3", "1e0", "9");
  }

  /** The names of all runs, two a page. */
  private List<String> inPages(String asked) {
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      JsonNode page = table("," + asked + ",'max_results':2,'page_token':'" + token + "'");
      names.addAll(texts(page.path("name")));
      token = page.path("next_page_token").asText();
    } while (!token.isEmpty());
    return names;
  }

  private void file(String run, String path) {
    String target = "/api/2.0/mlflow-artifacts/artifacts/%s/%s/artifacts/%s";
    Client.Reply reply =
        client.send(client.request(target.formatted(experiment, run, path), "PUT", "x"));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  @Test
  void findsRunsByTheFilesThatTheyHave() {
    file(run("picture", 30), "plots/roc.PNG");
    String model = run("model", 20);
    file(model, "model/MLmodel");
    file(model, "model.png/weights.bin");
    run("nothing", 10);

    assertThat(found("files.name ILIKE \\'%.png\\'")).containsExactly("picture");
    assertThat(found("files.name LIKE \\'%.png\\'")).isEmpty();
    assertThat(found("files.ending ILIKE \\'%.png\\'")).containsExactly("picture");
    assertThat(found("files.ending ILIKE \\'%.mlmodel\\'")).containsExactly("model");
    assertThat(found("files.ending ILIKE \\'%.model\\'")).isEmpty();
    assertThat(found("file.name = \\'MLmodel\\'")).containsExactly("model");
    assertThat(found("files.path IN (\\'model/MLmodel\\')")).containsExactly("model");
    assertThat(found("files.path ILIKE \\'plots/%\\'")).containsExactly("picture");
    assertThat(found("files.name != \\'MLmodel\\'")).containsExactly("picture", "model");
  }

  @Test
  void findsRunsByTheFilesOfTheModelsThatTheyLogged() {
    run("without", 30);
    String logged =
        client
            .post(
                "logged-models",
                text("experiment_id", experiment, "name", "m", "source_run_id", run("with", 20)))
            .json()
            .at("/model/info/model_id")
            .asText();
    Client.Reply put =
        client.send(
            client.request(
                "/api/2.0/mlflow-artifacts/artifacts/%s/models/%s/artifacts/data/MLmodel"
                    .formatted(experiment, logged),
                "PUT",
                "x"));
    assertThat(put.status()).as(put.body()).isEqualTo(200);

    assertThat(found("files.name = \\'MLmodel\\'")).containsExactly("with");
    assertThat(found("files.path LIKE \\'data/%\\'")).containsExactly("with");
    client.send(client.request("/api/2.0/mlflow/logged-models/" + logged, "DELETE", ""));
    assertThat(found("files.name = \\'MLmodel\\'")).isEmpty();
  }

  @Test
  void keepsMlflowsOwnSearchAsItIs() {
    for (String filter :
        List.of("params.lr < 1", "numbers.lr < 1", "files.name = 'a'", "number.lr = 1")) {
      assertInvalid(
          client.post(
              "runs/search",
              "{\"experiment_ids\":[\"%s\"],\"filter\":\"%s\"}".formatted(experiment, filter)));
    }
    assertInvalid(client.post("runs/search", "{\"order_by\":[\"numbers.lr\"]}"));
  }

  @Test
  void countsAllRunsOfAllExperimentsAskedFor() {
    run("a", 1);
    run("b", 2);
    run("c", 3);
    call("runs/delete", "{\"run_id\":\"" + run("gone", 4) + "\"}");
    String here = experiment;
    makeAnExperiment();
    run("d", 1);

    String asked =
        "{'experiment_ids':['%s','%s'],'max_results':1,'count':true".formatted(here, experiment);

    assertThat(tableReply(asked + "}").json().path("total").asInt()).isEqualTo(4);
    assertThat(tableReply(asked + ",'view':'ALL'}").json().path("total").asInt()).isEqualTo(5);
    assertThat(tableReply(asked + ",'view':'DELETED_ONLY'}").json().path("total").asInt())
        .isEqualTo(1);
  }

  @Test
  void showsNamedRunsOfAnyExperimentInTheOrderOfTheirNames() {
    String first = run("first", 1);
    String gone = run("gone", 2);
    call("runs/delete", "{\"run_id\":\"" + gone + "\"}");
    makeAnExperiment();
    String other = run("other", 3);

    JsonNode table =
        tableReply(
                "{'run_ids':['%s','%s','nobody','%s','%s'],'count':true}"
                    .formatted(other, first, gone, "0".repeat(32)))
            .json();

    assertThat(texts(table.path("run_id"))).containsExactly(other, first, gone);
    assertThat(texts(table.path("lifecycle_stage"))).containsExactly("active", "active", "deleted");
    assertThat(table.path("total").asInt()).isEqualTo(3);
  }

  @Test
  void findsNothingWithoutAFailure() {
    assertThat(tableReply("{}").json().path("run_id")).isEmpty();
    assertThat(tableReply("{'run_ids':['nobody']}").json().path("run_id")).isEmpty();
    assertThat(
            tableReply("{'experiment_ids':['999999'],'count':true}").json().path("total").asInt(-1))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'columns':['loss']",
        "'columns':['metrics.']",
        "'columns':['attributes.name']",
        "'max_results':0",
        "'max_results':10001",
        "'filter':'loss >'",
        "'order_by':['nothing known']",
        "'page_token':'forged'",
        "'view':'NONE'",
        "'experiment_ids':['x']",
        "'experiment_ids':'1'",
        "'words':'text'",
        "'words':['1','2','3','4','5','6','7','8','9','10','11']",
        "'count':'maybe'"
      })
  void refusesWhatItDoesNotUnderstand(String field) {
    assertInvalid(tableReply("{" + field + "}"));
  }

  @Test
  void refusesTooLargeATable() {
    String columns = "'metrics.a'" + ",'metrics.a'".repeat(200);
    assertInvalid(tableReply("{'columns':[" + columns + "]}"));
    columns = "'metrics.a'" + ",'metrics.a'".repeat(50);
    assertInvalid(tableReply("{'max_results':10000,'columns':[" + columns + "]}"));
  }

  @Test
  void compressesTheAnswerForWhoTakesThat() throws Exception {
    run("first", 1);
    String asked = "{\"experiment_ids\":[\"" + experiment + "\"]}";
    var request =
        client
            .request("/api/modelyard/1.0/runs/table", "POST", asked)
            .header("Accept-Encoding", "br, gzip;q=0.5");

    HttpResponse<byte[]> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(response.headers().firstValue("Vary")).contains("Accept-Encoding");
    var body = new GZIPInputStream(new ByteArrayInputStream(response.body()));
    assertThat(JSON.readTree(body)).isEqualTo(tableReply(asked).json());
    Client.Reply none =
        client.send(
            client
                .request("/api/modelyard/1.0/runs/table", "POST", asked)
                .header("Accept-Encoding", "gzip;q=0"));
    assertThat(none.raw().headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void tellsFailuresUncompressed() {
    Client.Reply refused =
        client.send(
            client
                .request("/api/modelyard/1.0/runs/table", "POST", "{\"max_results\":0}")
                .header("Accept-Encoding", "gzip"));

    assertInvalid(refused);
    assertThat(refused.raw().headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void listsTheKeysWithTheirRanges() {
    String first = run("first", 1);
    String second = run("second", 2);
    metric(first, "loss", "0.5", 1);
    metric(second, "loss", "3", 1);
    metric(second, "odd", "\"NaN\"", 1);
    metric(first, "wild", "\"Infinity\"", 1);
    metric(second, "wild", "1", 1);
    call("runs/update", "{\"run_id\":\"" + second + "\",\"status\":\"FINISHED\",\"end_time\":9}");
    awaitSettled(second);
    param(first, "lr", "0.1");
    param(second, "lr", "0.3");
    param(first, "seed", "1");
    param(second, "seed", "1");

    JsonNode keys = keysReply("?experiment_ids=" + experiment).json();

    assertThat(keys.path("metrics"))
        .isEqualTo(
            json(
                "[{'key':'loss','min':0.5,'max':3.0},{'key':'odd'},"
                    + "{'key':'wild','min':1.0,'max':1.0}]"));
    assertThat(keys.path("params"))
        .isEqualTo(
            json(
                "[{'key':'lr','values':2,'sample':['0.1','0.3']},"
                    + "{'key':'seed','values':1,'sample':['1']}]"));
    assertThat(keys.at("/tags/0"))
        .isEqualTo(json("{'key':'mlflow.runName','values':2,'sample':['first','second']}"));
    assertThat(keys.path("truncated").asBoolean(true)).isFalse();
  }

  @Test
  void mergesTheKeysOfSeveralExperiments() {
    metric(run("first", 1), "loss", "0.5", 1);
    String here = experiment;
    makeAnExperiment();
    String second = run("second", 1);
    metric(second, "loss", "7", 1);
    for (int i = 0; i < 25; i++) {
      param(run("more" + i, i), "seed", Integer.toString(100 + i));
    }

    JsonNode keys = keysReply("?experiment_ids=" + here + "&experiment_ids=" + experiment).json();

    assertThat(keys.path("metrics")).isEqualTo(json("[{'key':'loss','min':0.5,'max':7.0}]"));
    assertThat(keys.at("/params/0/values").asInt()).isEqualTo(20);
    assertThat(keys.at("/params/0/sample/19").asText()).isEqualTo("119");
  }

  @Test
  void choosesTheColumnsThatTellMost() {
    String first = run("first", 2);
    String second = run("second", 1);
    for (String key : List.of("accesses", "epoch", "valAccTop", "system/cpu")) {
      metric(first, key, "1", 1);
      metric(second, key, key.equals("epoch") ? "1" : "2", 1);
    }
    for (String run : List.of(first, second)) {
      for (String key : List.of("a", "b", "c", "d", "e")) {
        param(run, key, "same");
      }
      param(run, "lr", run.equals(first) ? "0.1" : "0.2");
      param(run, "config", "layers [64, 64, 10] of " + run);
    }

    assertThat(texts(keysReply("?experiment_ids=" + experiment).json().path("columns")))
        .containsExactly(
            "metrics.valAccTop",
            "metrics.accesses",
            "metrics.epoch",
            "params.lr",
            "params.config",
            "params.a",
            "params.b",
            "params.c");
  }

  @Test
  void putsTheMetricFirstThatTheExperimentNames() {
    String run = run("first", 1);
    for (String key : List.of("acc", "b", "c", "odd")) {
      metric(run, key, "1", 1);
    }
    String tag =
        "{\"experiment_id\":\"%s\",\"key\":\"mlflow.experiment.primaryMetric.name\",\"value\":\"%s\"}";
    String keys = "?experiment_ids=" + experiment;

    call("experiments/set-experiment-tag", tag.formatted(experiment, "odd"));
    assertThat(texts(keysReply(keys).json().path("columns")))
        .containsExactly("metrics.odd", "metrics.acc", "metrics.b");
    call("experiments/set-experiment-tag", tag.formatted(experiment, "not logged"));
    assertThat(texts(keysReply(keys).json().path("columns")))
        .containsExactly("metrics.acc", "metrics.b", "metrics.c");
  }

  @Test
  void countsAMetricOfTheMachineAsTheLast() {
    String run = run("first", 1);
    metric(run, "system/cpu", "1", 1);
    metric(run, "tokens", "2", 1);

    assertThat(texts(keysReply("?experiment_ids=" + experiment).json().path("columns")))
        .containsExactly("metrics.tokens", "metrics.system/cpu");
  }

  /** What the document of the experiment's page brings along. */
  private JsonNode document(String query) {
    return client.firstData("/e/" + experiment + query);
  }

  @Test
  void thePageOfTheRunsBringsExperimentKeysAndTheFirstRows() {
    String run = run("first", 1);
    metric(run, "loss", "0.5", 1);
    param(run, "lr", "0.1");

    JsonNode document = document("?view=curves");

    assertThat(document.at("/experiment/experiment/experiment_id").asText()).isEqualTo(experiment);
    assertThat(document.at("/runs/keys"))
        .isEqualTo(keysReply("?experiment_ids=" + experiment).json());
    assertThat(document.at("/runs/table"))
        .isEqualTo(table(",'columns':['metrics.loss','params.lr'],'count':true"));
  }

  @Test
  void thePageGoesOnBehindTheRowsThatItBrings() {
    for (int i = 0; i < 101; i++) {
      run("run " + i, i);
    }
    JsonNode first = document("").at("/runs/table");

    assertThat(first.path("run_id")).hasSize(100);
    assertThat(first.path("total").asInt()).isEqualTo(101);
    JsonNode rest = table(",'page_token':'" + first.path("next_page_token").asText() + "'");
    assertThat(texts(rest.path("name"))).containsExactly("run 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?q=x", "?sort=name", "?cols=params.lr", "?lifecycle=deleted"})
  void thePageBringsNoRowsWhenItsAddressWishesForOthers(String query) {
    run("first", 1);

    JsonNode document = document(query);

    assertThat(document.at("/runs/keys/columns").isArray()).isTrue();
    assertThat(document.at("/runs/table").isNull()).isTrue();
  }

  @Test
  void refusesKeysOfNoExperiment() {
    assertInvalid(keysReply(""));
    assertInvalid(keysReply("?experiment_ids=x"));
    assertThat(keysReply("?experiment_ids=999999").json().path("metrics")).isEmpty();
  }
}
