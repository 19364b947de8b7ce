package dev.modelyard.server.loggedmodels.search;

import static dev.modelyard.server.loggedmodels.search.ModelSearches.over;
import static dev.modelyard.server.testing.Json.object;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search of logged models finds; the recorded examples are in LoggedModelExamplesTest. */
class LoggedModelSearchTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final AtomicInteger EXPERIMENTS = new AtomicInteger();

  private static Client client;
  private static ModelSearches models;
  private static String run;

  private String experiment = "";

  @BeforeAll
  static void connect() {
    client = server.client();
    models = new ModelSearches(server);
    run = client.run("0");
  }

  @BeforeEach
  void makeAnExperiment() {
    experiment = client.experiment("search " + EXPERIMENTS.incrementAndGet());
  }

  private String create(String name, Object... more) {
    return models.create(experiment, name, more);
  }

  private List<String> found(String filter) {
    return models.names(experiment, "filter", filter);
  }

  private static List<ObjectNode> by(String field, boolean ascending, Object... more) {
    ObjectNode key = object("field_name", field, "ascending", ascending);
    key.setAll(object(more));
    return List.of(key);
  }

  private static List<ObjectNode> datasets(String... namesAndDigests) {
    return IntStream.range(0, namesAndDigests.length / 2)
        .mapToObj(
            i ->
                object(
                    "dataset_name",
                    namesAndDigests[2 * i],
                    "dataset_digest",
                    namesAndDigests[2 * i + 1]))
        .toList();
  }

  @Test
  void tellsOfAFoundModelWhatGettingItTells() {
    String model =
        create(
            "n",
            "params",
            List.of(object("key", "p", "value", "1")),
            "tags",
            List.of(object("key", "t", "value", "2")));
    models.log(run, model, "m", 1.0, 5, "dataset_name", "d", "dataset_digest", "1");
    create("other");
    JsonNode page = models.page(over(experiment, "filter", "name = 'n'"));
    assertThat(page)
        .isEqualTo(
            object("models", List.of(client.get("logged-models/" + model).json().path("model"))));
  }

  @Test
  void tellsAllPointsOfEveryModelOfAPage() {
    for (int m = 0; m < 3; m++) {
      String model = create("m" + m);
      for (int from = 0; from < 1_500; from += 500) {
        List<ObjectNode> points =
            IntStream.range(from, from + 500)
                .mapToObj(i -> object("key", "k", "value", 1, "timestamp", i, "model_id", model))
                .toList();
        ModelSearches.ok(
            client.post("runs/log-batch", object("run_id", run, "metrics", points).toString()));
      }
    }
    JsonNode page = models.page(over(experiment));
    assertThat(page.path("models"))
        .hasSize(3)
        .allSatisfy(model -> assertThat(model.at("/data/metrics")).hasSize(1_500));
  }

  @Test
  void answersAnEmptyObjectWhenNothingIsFound() {
    create("a");
    assertThat(models.page(over(experiment, "filter", "name = 'b'"))).isEqualTo(object());
    assertThat(models.page(object("experiment_ids", List.of()))).isEqualTo(object());
    assertThat(models.page(over("999999"))).isEqualTo(object());
    assertThat(models.page(over("99999999999999999999999"))).isEqualTo(object());
  }

  @Test
  void refusesExperimentsThatAreNoneOrNotNamed() {
    models.assertInvalid(object());
    models.assertInvalid(over("x"));
    models.assertInvalid(object("experiment_ids", experiment));
  }

  @Test
  void looksInTheExperimentsNamedEachOnce() {
    String other = client.experiment("another of " + experiment);
    String third = client.experiment("a third of " + experiment);
    create("a");
    models.create(other, "b");
    models.create(third, "c");
    assertThat(
            models.names(
                object("experiment_ids", List.of(experiment, other, experiment, "999999"))))
        .containsExactly("b", "a");
  }

  @Test
  void findsNoDeletedModelAndEveryModelOfADeletedExperiment() {
    create("a");
    models.delete(create("b"));
    ModelSearches.ok(
        client.post("experiments/delete", object("experiment_id", experiment).toString()));
    assertThat(models.names(experiment)).containsExactly("a");
    assertThat(found("lifecycle_stage = 'active'")).containsExactly("a");
    assertThat(found("lifecycle_stage = 'deleted'")).isEmpty();
    assertThat(found("lifecycle_stage ILIKE 'ACT%'")).containsExactly("a");
  }

  @Test
  void findsByIdHoweverItIsCompared() {
    String a = create("a");
    String b = create("b");
    assertThat(found("model_id = '" + a + "'")).containsExactly("a");
    assertThat(found("model_id = '" + a.substring(2) + "'")).isEmpty();
    assertThat(found("model_id != '" + a + "'")).containsExactly("b");
    assertThat(found("model_id != 'x'")).containsExactly("b", "a");
    assertThat(found("model_id IN ('" + a + "', 'x', '" + b + "')")).containsExactly("b", "a");
    assertThat(found("model_id IN ('x')")).isEmpty();
    assertThat(found("model_id NOT IN ('" + a + "', 'x')")).containsExactly("b");
    assertThat(found("model_id NOT IN ('x')")).containsExactly("b", "a");
    assertThat(found("model_id LIKE 'm-%" + a.substring(20) + "'")).containsExactly("a");
    assertThat(found("model_id ILIKE 'M-%'")).containsExactly("b", "a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status = 1 | b",
        "status != 1 | a",
        "status IN ('2', '3') | a",
        "experiment_id != 0 | b, a",
        "model_type = '' | b",
        "model_type ILIKE 'AGENT' | a",
        "source_run_id = '' | b, a",
        "creation_timestamp > 1.5 | b, a",
        "creation_timestamp < 0 | ''",
        "params.p = '1' | a",
        "params.p != '2' | a",
        "params.p IN ('1', '2') | a",
        "tags.`a b` ILIKE 'X%' | a",
        "tags.nobody != 'x' | ''",
        "params.p = '1' AND name = 'b' | ''",
        "metrics.acc > 0.5 AND metrics.acc < 0.2 | a",
        "metrics.acc = 0.5 | ''",
      })
  void meetsAllConditions(String filter, String names) {
    String a =
        create(
            "a",
            "model_type",
            "Agent",
            "params",
            List.of(object("key", "p", "value", "1")),
            "tags",
            List.of(object("key", "a b", "value", "xyz")));
    ModelSearches.ok(
        client.send(
            client.request(
                "/api/2.0/mlflow/logged-models/" + a, "PATCH", object("status", 2).toString())));
    models.log(run, a, "acc", 0.9, 1);
    models.log(run, a, "acc", 0.1, 2);
    create("b");
    assertThat(found(filter)).containsExactly(names.isEmpty() ? new String[0] : names.split(", "));
  }

  @Test
  void comparesNanWithNothingAndInfinityByTheLargestNumber() {
    models.log(run, create("nan"), "m", "NaN", 1);
    models.log(run, create("inf"), "m", "Infinity", 1);
    models.log(run, create("-inf"), "m", "-Infinity", 1);
    models.log(run, create("zero"), "m", 0.0, 1);
    assertThat(found("metrics.m >= 0")).containsExactly("zero", "inf");
    assertThat(found("metrics.m < 0")).containsExactly("-inf");
    assertThat(found("metrics.m = 0")).containsExactly("zero");
    assertThat(found("metrics.m != 0")).containsExactly("-inf", "inf", "nan");
    assertThat(found("metrics.m = 1.7976931348623157e308")).containsExactly("inf");
  }

  @Test
  void looksAtMetricsOfTheDatasetsNamed() {
    String a = create("a");
    String b = create("b");
    create("c");
    models.log(run, a, "m", 0.9, 1, "dataset_name", "train", "dataset_digest", "1");
    models.log(run, a, "m", 0.1, 1, "dataset_name", "test", "dataset_digest", "1");
    models.log(run, b, "m", 0.9, 1, "dataset_name", "test", "dataset_digest", "2");
    models.log(run, b, "n", 0.9, 1);
    String high = "metrics.m > 0.5";
    assertThat(models.names(experiment, "filter", high, "datasets", datasets("test", "1")))
        .isEmpty();
    assertThat(models.names(experiment, "filter", high, "datasets", datasets("train", "1")))
        .containsExactly("a");
    assertThat(models.names(experiment, "filter", high, "datasets", datasets("test", "")))
        .containsExactly("b");
    assertThat(
            models.names(
                experiment, "filter", high, "datasets", datasets("train", "1", "test", "2")))
        .containsExactly("b", "a");
    assertThat(models.names(experiment, "datasets", datasets("test", "")))
        .containsExactly("b", "a");
    assertThat(models.names(experiment, "datasets", datasets("train", "2"))).isEmpty();
    assertThat(models.names(experiment, "filter", "name = 'c'", "datasets", datasets("test", "")))
        .isEmpty();
  }

  @Test
  void ordersByTheLatestPointOfAMetricByTimeThenStep() {
    String a = create("a");
    String b = create("b");
    create("none");
    models.log(run, create("nan"), "m", "NaN", 1);
    models.log(run, a, "m", 9.0, 1, "step", 99);
    models.log(run, a, "m", 1.0, 2, "step", 0);
    models.log(run, b, "m", 5.0, 2, "step", 0);
    models.log(run, b, "m", 2.0, 2, "step", 1);
    assertThat(models.names(experiment, "order_by", by("metrics.m", true)))
        .containsExactly("a", "b", "nan", "none");
    assertThat(models.names(experiment, "order_by", by("metrics.m", false)))
        .containsExactly("b", "a", "nan", "none");
  }

  @Test
  void ordersByAMetricOfOneDataset() {
    String a = create("a");
    String b = create("b");
    models.log(run, a, "m", 1.0, 1, "dataset_name", "d", "dataset_digest", "1");
    models.log(run, a, "m", 9.0, 2, "dataset_name", "d", "dataset_digest", "2");
    models.log(run, b, "m", 2.0, 1, "dataset_name", "d", "dataset_digest", "1");
    models.log(run, b, "m", 5.0, 3, "dataset_name", "e", "dataset_digest", "1");
    assertThat(models.names(experiment, "order_by", by("metrics.m", true, "dataset_name", "d")))
        .containsExactly("b", "a");
    assertThat(
            models.names(
                experiment,
                "order_by",
                by("metrics.m", true, "dataset_name", "d", "dataset_digest", "1")))
        .containsExactly("a", "b");
    assertThat(models.names(experiment, "order_by", by("metrics.m", true, "dataset_digest", "2")))
        .containsExactly("a", "b");
  }

  @Test
  void takesAMetricsKeyInAnOrderAsItIs() {
    String a = create("a");
    create("b");
    models.log(run, a, "val/acc.top 5", 1.0, 1);
    assertThat(models.names(experiment, "order_by", by("metrics.val/acc.top 5", true)))
        .containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{}]",
        "[{\"field_name\": \"\"}]",
        "[{\"field_name\": \"metrics.\"}]",
        "[{\"field_name\": \"tags.t\"}]",
        "[{\"field_name\": \"name\", \"dataset_name\": \"d\"}]",
        "[{\"field_name\": \"name\", \"ascending\": \"no\"}]",
        "[\"name\"]",
        "\"name\"",
      })
  void refusesAnOrderThatMeansNothing(String orderBy) {
    Client.Reply reply =
        client.post(
            "logged-models/search", "{\"experiment_ids\": [\"0\"], \"order_by\": " + orderBy + "}");
    assertInvalid(reply);
  }

  @Test
  void holdsItsLimits() {
    models.assertInvalid(over(experiment, "max_results", -1));
    models.assertInvalid(
        over(experiment, "order_by", Collections.nCopies(21, by("name", true).get(0))));
    models.assertInvalid(
        over(experiment, "datasets", Collections.nCopies(101, datasets("d", "").get(0))));
    models.assertInvalid(over(experiment, "datasets", datasets("", "1")));
    models.assertInvalid(over(experiment, "filter", "name = '" + "x".repeat(65_536) + "'"));
    assertThat(
            models.names(
                experiment,
                "order_by",
                Collections.nCopies(20, by("metrics.m", true).get(0)),
                "datasets",
                Collections.nCopies(100, datasets("d", "1").get(0))))
        .isEmpty();
  }
}
