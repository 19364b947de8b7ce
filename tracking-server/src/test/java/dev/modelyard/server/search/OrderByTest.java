package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderByTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = ';',
      value = {
        "metrics.acc; METRIC; acc; true",
        "metric.acc DESC; METRIC; acc; false",
        "metrics.'my metric' desc; METRIC; my metric; false",
        "metrics.`my metric`; METRIC; my metric; true",
        "metrics.\"my metric\" DeSC; METRIC; my metric; false",
        "parameters.lr ASC; PARAM; lr; true",
        "tags.a.b DESC; TAG; a.b; false",
        "tag.desc DESC; TAG; desc; false",
        "Created; ATTRIBUTE; start_time; true",
        "attr.created DESC; ATTRIBUTE; start_time; false",
        "run.`start_time`; ATTRIBUTE; start_time; true",
        "`run_id` DESC; ATTRIBUTE; run_id; false",
      })
  void understandsKeysOfRuns(String text, Entity entity, String key, boolean ascending) {
    assertThat(OrderBy.parse(Grammars.RUNS, List.of(text)).keys())
        .containsExactly(new OrderKey(new Field(entity, key), ascending));
  }

  @Test
  void keepsTheOrderOfKeys() {
    assertThat(
            OrderBy.parse(Grammars.EXPERIMENTS, List.of("name DESC", "attribute.experiment_id"))
                .keys())
        .containsExactly(
            new OrderKey(new Field(Entity.ATTRIBUTE, "name"), false),
            new OrderKey(new Field(Entity.ATTRIBUTE, "experiment_id"), true));
  }

  @Test
  void readsBothTimestampsOfRegisteredModelsAsTheLastUpdate() {
    assertThat(OrderBy.parse(Grammars.REGISTERED_MODELS, List.of("timestamp DESC")))
        .isEqualTo(
            OrderBy.parse(Grammars.REGISTERED_MODELS, List.of("last_updated_timestamp desc")));
    assertThat(Refusals.ofOrder(Grammars.REGISTERED_MODELS, "timestamp", "last_updated_timestamp"))
        .contains("a key before it names the same field");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "ASC",
        "'start_time'",
        "start_time asc asc",
        "metrics.a `b`",
        "metrics.acc,",
        "metrics.",
        "metrics.99",
        "params.case",
        "tags.`` ASC",
        "bogus.x",
        "run name",
        "attributes.duration",
        "tags.t = 'x'",
        "tags.`t",
        "metrics.acc;",
        "tags.\0",
        "tags.`\ud800`"
      })
  void refuses(String key) {
    Refusals.ofOrder(Grammars.RUNS, key);
  }

  @Test
  void saysWhatIsWrongWhereAndWhatWouldBeRight() {
    assertThat(Refusals.ofOrder(Grammars.MODEL_VERSIONS, "name", "run_id DESC"))
        .isEqualTo(
            "Invalid order_by key 2 at character 1 near \"run_id DESC\": no order key of model"
                + " versions; they are name, version_number, creation_timestamp,"
                + " last_updated_timestamp; prefixes attribute");
    assertThat(Refusals.ofOrder(Grammars.RUNS, "metrics.acc sideways"))
        .isEqualTo(
            "Invalid order_by key 1 at character 13 near \"sideways\": expected ASC, DESC or the end");
    assertThat(Refusals.ofOrder(Grammars.RUNS, "metrics.acc", "metric.`acc` DESC"))
        .isEqualTo(
            "Invalid order_by key 2 at character 1 near \"metric.`acc` DESC\": a key before it names"
                + " the same field");
  }

  @Test
  void refusesAPrefixWhereMlflowKnowsNone() {
    Refusals.ofOrder(Grammars.REGISTERED_MODELS, "attribute.name");
    Refusals.ofOrder(Grammars.EXPERIMENTS, "tags.team");
    Refusals.ofOrder(Grammars.EXPERIMENTS, "attributes.name");
  }

  @Test
  void takesTwentyKeysAndNoMore() {
    List<String> keys = Collections.nCopies(21, "").stream().map(any -> "x").toList();
    assertThat(Refusals.ofOrder(Grammars.RUNS, keys.toArray(String[]::new)))
        .isEqualTo("Invalid order_by: more than 20 keys");
    String[] twenty = new String[20];
    for (int i = 0; i < twenty.length; i++) {
      twenty[i] = "metrics.m" + i;
    }
    assertThat(OrderBy.parse(Grammars.RUNS, List.of(twenty)).keys()).hasSize(20);
  }

  @Test
  void takesFieldNamesOfLoggedModelsUnquoted() {
    assertThat(OrderKey.ofFieldName(Grammars.LOGGED_MODELS, "metrics.my `metric`.x", false))
        .isEqualTo(new OrderKey(new Field(Entity.METRIC, "my `metric`.x"), false));
    assertThat(OrderKey.ofFieldName(Grammars.LOGGED_MODELS, "creation_time", true))
        .isEqualTo(new OrderKey(new Field(Entity.ATTRIBUTE, "creation_timestamp"), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "metrics", "metrics.", "metric.a", "attributes.name", "name DESC", "\0"})
  void refusesOtherFieldNamesOfLoggedModels(String fieldName) {
    Refusals.of(() -> OrderKey.ofFieldName(Grammars.LOGGED_MODELS, fieldName, true));
    Refusals.of(
        () -> OrderKey.ofFieldName(Grammars.LOGGED_MODELS, "metrics." + "k".repeat(251), true));
  }
}
