package dev.modelyard.server.loggedmodels.search;

import dev.modelyard.server.loggedmodels.LoggedModelIds;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.ConditionSql;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import dev.modelyard.server.search.MetricComparison;
import java.util.List;
import java.util.StringJoiner;

/** Conditions of a filter as SQL on a logged model {@code m}: only what is peculiar to these. */
final class ModelConditions extends ConditionSql {
  private static final Columns COLUMNS =
      new Columns() {
        @Override
        public String attribute(String key) {
          return switch (key) {
            case "model_id" -> "('m-' || replace(m.model_id::text, '-', ''))";
            // Only active models are searched.
            case "lifecycle_stage" -> "'active'::text";
            default -> ModelSortKey.attribute(key);
          };
        }

        @Override
        public String rows(Entity entity) {
          return switch (entity) {
            case PARAM -> "logged_model_param x WHERE x.model_id = m.model_id";
            case TAG -> "logged_model_tag x WHERE x.model_id = m.model_id";
            case ATTRIBUTE, METRIC, DATASET, NUMBER, FILE ->
                throw new IllegalStateException(entity + " has no texts by key");
          };
        }
      };

  private final List<Dataset> datasets;

  private ModelConditions(List<Dataset> datasets, Bindings bindings) {
    super(COLUMNS, bindings);
    this.datasets = datasets;
  }

  /** All that a search demands of a model but its experiment. */
  static String all(LoggedModelSearch search, Bindings bindings) {
    ModelConditions conditions = new ModelConditions(search.datasets(), bindings);
    StringJoiner all = new StringJoiner(" AND ");
    all.add("NOT m.deleted");
    boolean anyMetric = false;
    for (Condition condition : search.filter().conditions()) {
      all.add(condition.accept(conditions));
      anyMetric |= condition.field().entity() == Entity.METRIC;
    }
    if (!search.datasets().isEmpty() && !anyMetric) {
      all.add(conditions.hasPoint("TRUE"));
    }
    return all.toString();
  }

  /** Whether any of the model's points, of the datasets, meets {@code condition} on {@code x}. */
  private String hasPoint(String condition) {
    return "EXISTS (SELECT FROM logged_model_metric x WHERE x.model_id = m.model_id AND "
        + condition
        + (datasets.isEmpty() ? "" : " AND " + Dataset.any(datasets, bindings))
        + PROBE
        + ")";
  }

  @Override
  public String floatComparison(Condition.FloatComparison condition) {
    Field field = condition.field();
    return field.entity() == Entity.METRIC
        ? hasPoint(
            "x.key = "
                + bindings.add(field.key())
                + " AND "
                + MetricComparison.of(condition, bindings).on("x.value", "x.is_nan"))
        : super.floatComparison(condition);
  }

  @Override
  public String textComparison(Condition.TextComparison condition) {
    return isModelId(condition.field()) && condition.operator() == Condition.TextOperator.EQUAL
        ? isOneOf(List.of(condition.value()))
        : super.textComparison(condition);
  }

  @Override
  public String textList(Condition.TextList condition) {
    return isModelId(condition.field())
        ? (condition.excluded() ? "NOT " : "") + isOneOf(condition.values())
        : super.textList(condition);
  }

  /** Whether the model is one of those; a text that is no id names no model. */
  private String isOneOf(List<String> wireIds) {
    StringJoiner places = new StringJoiner(", ", "m.model_id IN (", ")").setEmptyValue("FALSE");
    wireIds.stream()
        .flatMap(id -> LoggedModelIds.parse(id).stream())
        .forEach(id -> places.add(bindings.add(id)));
    return places.toString();
  }

  private static boolean isModelId(Field field) {
    return field.entity() == Entity.ATTRIBUTE && field.key().equals("model_id");
  }
}
