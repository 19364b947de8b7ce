package dev.modelyard.server.search;

import static dev.modelyard.server.search.Condition.NumberOperator;
import static dev.modelyard.server.search.Condition.TextOperator;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.search.Condition.FloatComparison;
import dev.modelyard.server.search.Condition.Presence;
import dev.modelyard.server.search.Condition.TextComparison;
import dev.modelyard.server.search.Condition.TextList;
import dev.modelyard.server.search.Condition.WholeComparison;
import dev.modelyard.server.search.Condition.WholeList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FilterTest {
  private static final Field ACC = new Field(Entity.METRIC, "acc");

  record Parsed(Grammar grammar, String text, Condition condition) {
    @Override
    public String toString() {
      return text;
    }
  }

  @ParameterizedTest
  @MethodSource
  void understands(Parsed parsed) {
    assertThat(Filter.parse(parsed.grammar(), parsed.text()).conditions())
        .containsExactly(parsed.condition());
  }

  static Stream<Parsed> understands() {
    return Stream.of(
        run("metrics.acc > 0.6", new FloatComparison(ACC, NumberOperator.GREATER, 0.6)),
        run("metric.acc>=-1", new FloatComparison(ACC, NumberOperator.GREATER_OR_EQUAL, -1)),
        run("metrics.`acc` != 0", new FloatComparison(ACC, NumberOperator.NOT_EQUAL, 0)),
        run("metrics.'acc'<1e-3", new FloatComparison(ACC, NumberOperator.LESS, 0.001)),
        run("metrics.\"acc\" <= .5", new FloatComparison(ACC, NumberOperator.LESS_OR_EQUAL, 0.5)),
        run("parameters.lr = '0.1'", text(Entity.PARAM, "lr", TextOperator.EQUAL, "0.1")),
        run("param.`p q` != \"x\"", text(Entity.PARAM, "p q", TextOperator.NOT_EQUAL, "x")),
        run("params.lr = ''", text(Entity.PARAM, "lr", TextOperator.EQUAL, "")),
        run("params.1a = 'x'", text(Entity.PARAM, "1a", TextOperator.EQUAL, "x")),
        run("params.`case` = 'x'", text(Entity.PARAM, "case", TextOperator.EQUAL, "x")),
        run("params.名前 = 'é𝄞'", text(Entity.PARAM, "名前", TextOperator.EQUAL, "é𝄞")),
        run("params.a..b = 'x'", text(Entity.PARAM, "a..b", TextOperator.EQUAL, "x")),
        run("params.and = 'and'", text(Entity.PARAM, "and", TextOperator.EQUAL, "and")),
        run("params.\"a\"\"b\" = 'x'", text(Entity.PARAM, "a\"\"b", TextOperator.EQUAL, "x")),
        run("tags.a.b = 'dot'", text(Entity.TAG, "a.b", TextOperator.EQUAL, "dot")),
        run("tags.`a.b` = 'dot'", text(Entity.TAG, "a.b", TextOperator.EQUAL, "dot")),
        run("tag.mlflow.user='u'", text(Entity.TAG, "mlflow.user", TextOperator.EQUAL, "u")),
        run("tags.q = \"it's\"", text(Entity.TAG, "q", TextOperator.EQUAL, "it's")),
        run("tags.q = 'it''s'", text(Entity.TAG, "q", TextOperator.EQUAL, "it''s")),
        run("tags.q = 'a\\'", text(Entity.TAG, "q", TextOperator.EQUAL, "a\\")),
        run("tags.t like 'v\\_%'", text(Entity.TAG, "t", TextOperator.LIKE, "v\\_%")),
        run("tags.t LIKE 'a\\\\'", text(Entity.TAG, "t", TextOperator.LIKE, "a\\\\")),
        run("tags.t iLike 'V1'", text(Entity.TAG, "t", TextOperator.ILIKE, "V1")),
        run("tags.t Is nUll", new Presence(new Field(Entity.TAG, "t"), false)),
        run("params.lr is not null", new Presence(new Field(Entity.PARAM, "lr"), true)),
        run("tags.created = 'x'", text(Entity.TAG, "created", TextOperator.EQUAL, "x")),
        run("metrics.`run name` = 1", metric("run name", 1)),
        run("status = 'FINISHED'", attribute("status", "FINISHED")),
        run("run.status = 'FINISHED'", attribute("status", "FINISHED")),
        run("`run name` = 'A'", attribute("run_name", "A")),
        run("attr.\"Run Name\" = 'A'", attribute("run_name", "A")),
        run("\"run_name\" = 'A'", attribute("run_name", "A")),
        run("run_id in ('a', \"b\",)", list(Entity.ATTRIBUTE, "run_id", false, "a", "b")),
        run("attributes.run_id NOT IN ('a')", list(Entity.ATTRIBUTE, "run_id", true, "a")),
        run("datasets.name IN('d')", list(Entity.DATASET, "name", false, "d")),
        run("created > 100", whole("start_time", NumberOperator.GREATER, 100)),
        run("Created > 1e3", whole("start_time", NumberOperator.GREATER, 1000)),
        run("end_time < -5.0", whole("end_time", NumberOperator.LESS, -5)),
        run(
            "start_time > 1.5",
            new FloatComparison(
                new Field(Entity.ATTRIBUTE, "start_time"), NumberOperator.GREATER, 1.5)),
        run(
            "start_time <= 9223372036854775807",
            whole("start_time", NumberOperator.LESS_OR_EQUAL, Long.MAX_VALUE)),
        new Parsed(
            Grammars.EXPERIMENTS,
            "attribute.experiment_id = \"19\"",
            whole("experiment_id", NumberOperator.EQUAL, 19)),
        new Parsed(
            Grammars.EXPERIMENTS,
            "experiment_id NOT IN ('19','020')",
            new WholeList(new Field(Entity.ATTRIBUTE, "experiment_id"), true, List.of(19L, 20L))),
        new Parsed(
            Grammars.MODEL_VERSIONS,
            "version_number >= '01'",
            whole("version_number", NumberOperator.GREATER_OR_EQUAL, 1)),
        new Parsed(
            Grammars.MODEL_VERSIONS,
            "version_number < 2",
            whole("version_number", NumberOperator.LESS, 2)),
        new Parsed(
            Grammars.REGISTERED_MODELS,
            "name IN ('a')",
            list(Entity.ATTRIBUTE, "name", false, "a")),
        logged("params.p = 1.50", text(Entity.PARAM, "p", TextOperator.EQUAL, "1.50")),
        logged("status != 2", whole("status", NumberOperator.NOT_EQUAL, 2)),
        logged("creation_time > 1", whole("creation_timestamp", NumberOperator.GREATER, 1)),
        logged("tags.t IN ('a', \"b\")", list(Entity.TAG, "t", false, "a", "b")));
  }

  /** MLflow answers with nothing there, since the quotes are part of what is looked for. */
  @Test
  void takesDoubleQuotesLiterallyForLoggedModels() {
    assertThat(
            Filter.parse(Grammars.LOGGED_MODELS, "name = \"one\" AND metrics.\"acc\" > 0.5")
                .conditions())
        .containsExactly(
            attribute("name", "\"one\""),
            new FloatComparison(new Field(Entity.METRIC, "\"acc\""), NumberOperator.GREATER, 0.5));
  }

  @Test
  void keepsTheOrderOfConditionsWithAnyBlanksBetween() {
    Filter filter =
        Filter.parse(
            Grammars.RUNS,
            "\u00a0status='A'AND\r\n\tmetrics.acc>1 and tags.t = 'AND' aNd user_id='u' ");
    assertThat(filter.conditions())
        .extracting(Condition::field)
        .containsExactly(
            new Field(Entity.ATTRIBUTE, "status"),
            ACC,
            new Field(Entity.TAG, "t"),
            new Field(Entity.ATTRIBUTE, "user_id"));
  }

  @Test
  void hasNoConditionsWhenEmptyOrAbsent() {
    assertThat(Filter.parse(Grammars.RUNS, null).conditions()).isEmpty();
    assertThat(Filter.parse(Grammars.RUNS, "").conditions()).isEmpty();
  }

  private static Parsed run(String text, Condition condition) {
    return new Parsed(Grammars.RUNS, text, condition);
  }

  private static Parsed logged(String text, Condition condition) {
    return new Parsed(Grammars.LOGGED_MODELS, text, condition);
  }

  private static Condition attribute(String key, String value) {
    return text(Entity.ATTRIBUTE, key, TextOperator.EQUAL, value);
  }

  private static Condition text(Entity entity, String key, TextOperator operator, String value) {
    return new TextComparison(new Field(entity, key), operator, value);
  }

  private static Condition metric(String key, double value) {
    return new FloatComparison(new Field(Entity.METRIC, key), NumberOperator.EQUAL, value);
  }

  private static Condition whole(String key, NumberOperator operator, long value) {
    return new WholeComparison(new Field(Entity.ATTRIBUTE, key), operator, value);
  }

  private static Condition list(Entity entity, String key, boolean excluded, String... values) {
    return new TextList(new Field(entity, key), excluded, List.of(values));
  }
}
