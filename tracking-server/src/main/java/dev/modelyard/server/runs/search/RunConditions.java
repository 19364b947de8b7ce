package dev.modelyard.server.runs.search;

import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.runs.Tag;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * Conditions of a filter as SQL on a run {@code r}: each is a probe of one run by its key, so its
 * cost does not depend on how many runs there are. Values are always bound.
 */
final class RunConditions implements Condition.Visitor<String> {
  /** Keeps the planner from turning a probe of one run into a join over the whole table. */
  static final String PROBE = " OFFSET 0";

  private final Bindings bindings;

  RunConditions(Bindings bindings) {
    this.bindings = bindings;
  }

  /**
   * One row with the latest value of a metric of run {@code run}, nulls if it has none: of the two
   * tables the greater (step, timestamp, value), the settled one of two equals. Each table is asked
   * for the run by itself (a rule for distributed databases).
   */
  static String latestMetric(String run, String key) {
    return """
        SELECT
          CASE WHEN live.newer THEN live.value ELSE settled.value END AS value,
          CASE WHEN live.newer THEN live.is_nan ELSE settled.is_nan END AS is_nan
        FROM (SELECT) one
        LEFT JOIN latest_metric settled ON settled.run_id = %1$s AND settled.key = %2$s
        LEFT JOIN LATERAL (
          SELECT l.value, l.is_nan, settled.run_id IS NULL
            OR (l.step, l.ts, l.value) > (settled.step, settled.ts, settled.value) AS newer
          FROM metric_live l WHERE l.run_id = %1$s AND l.key = %2$s
        ) live ON TRUE
        """
        .formatted(run, key);
  }

  @Override
  public String textComparison(Condition.TextComparison condition) {
    Field field = condition.field();
    if (isRunId(field) && condition.operator() == Condition.TextOperator.EQUAL) {
      return in(List.of(condition.value()));
    }
    String value = bindings.add(condition.value());
    return on(field, column -> compare(column, condition.operator(), value));
  }

  private static String compare(String column, Condition.TextOperator operator, String value) {
    return switch (operator) {
      case EQUAL -> column + " = " + value;
      case NOT_EQUAL -> column + " <> " + value;
      case LIKE -> column + " LIKE " + value;
      // C folds ASCII only.
      case ILIKE -> column + " COLLATE \"und-x-icu\" ILIKE " + value;
    };
  }

  @Override
  public String floatComparison(Condition.FloatComparison condition) {
    Field field = condition.field();
    if (field.entity() == Entity.METRIC) {
      return "COALESCE((SELECT "
          + MetricComparison.of(condition, bindings).on("m.value", "m.is_nan")
          + " FROM ("
          + latestMetric("r.run_id", bindings.add(field.key()))
          + ") m), false)";
    }
    return number(field, condition.operator(), bindings.add(condition.value()));
  }

  @Override
  public String wholeComparison(Condition.WholeComparison condition) {
    return number(condition.field(), condition.operator(), bindings.add(condition.value()));
  }

  private String number(Field field, Condition.NumberOperator operator, String value) {
    return on(field, column -> column + " " + MetricComparison.word(operator) + " " + value);
  }

  @Override
  public String textList(Condition.TextList condition) {
    if (isRunId(condition.field())) {
      String in = in(condition.values());
      return condition.excluded() ? "NOT " + in : in;
    }
    StringJoiner places = new StringJoiner(", ", "(", ")");
    condition.values().forEach(value -> places.add(bindings.add(value)));
    String word = condition.excluded() ? " NOT IN " : " IN ";
    return on(condition.field(), column -> column + word + places);
  }

  @Override
  public String wholeList(Condition.WholeList condition) {
    StringJoiner places = new StringJoiner(", ", "(", ")");
    condition.values().forEach(value -> places.add(bindings.add(value)));
    String word = condition.excluded() ? " NOT IN " : " IN ";
    return on(condition.field(), column -> column + word + places);
  }

  @Override
  public String presence(Condition.Presence condition) {
    String exists = on(condition.field(), column -> "TRUE");
    return condition.present() ? exists : "NOT " + exists;
  }

  private interface Test {
    String on(String column);
  }

  private String on(Field field, Test test) {
    return switch (field.entity()) {
      case ATTRIBUTE -> attribute(field, test);
      case PARAM -> exists("param", field.key(), test);
      case TAG -> exists("tag", field.key(), test);
      case METRIC -> throw new IllegalStateException("a metric is compared as a number");
      // No run has datasets yet: nothing has one that compares in any way.
      case DATASET -> "FALSE";
    };
  }

  private String attribute(Field field, Test test) {
    return switch (field.key()) {
      case "run_id" -> test.on("replace(r.run_id::text, '-', '')");
      // MLflow looks at the tag, which mirrors the name.
      case "run_name" -> exists("tag", Tag.RUN_NAME, test);
      default -> test.on("r." + field.key());
    };
  }

  private String exists(String table, String key, Test test) {
    return "EXISTS (SELECT FROM "
        + table
        + " x WHERE x.run_id = r.run_id AND x.key = "
        + bindings.add(key)
        + " AND "
        + test.on("x.value")
        + PROBE
        + ")";
  }

  /** Whether the run is one of those; a text that is no id names no run. */
  private String in(List<String> wireIds) {
    StringJoiner places = new StringJoiner(", ", "(r.run_id IN (", "))");
    places.add("NULL::uuid");
    wireIds.stream()
        .flatMap(id -> RunIds.parse(id).stream())
        .forEach((UUID id) -> places.add(bindings.add(id)));
    return "COALESCE(" + places + ", false)";
  }

  static boolean isRunId(Field field) {
    return field.entity() == Entity.ATTRIBUTE && field.key().equals("run_id");
  }
}
