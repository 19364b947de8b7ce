package dev.modelyard.server.runs.search;

import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.runs.Tag;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.ConditionSql;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import dev.modelyard.server.search.MetricComparison;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * For a condition the runs that can meet it at all, as SQL that reads one index range: a superset,
 * so the condition is still to be checked. Null where no index helps.
 */
final class RunCandidates implements Condition.Visitor<@Nullable String> {
  /** The place of the searched experiments, an array. */
  private final String experiments;

  private final String limit;
  private final Bindings bindings;

  private RunCandidates(String experiments, String limit, Bindings bindings) {
    this.experiments = experiments;
    this.limit = limit;
    this.bindings = bindings;
  }

  /** All candidates. */
  static RunCandidates all(String experiments, Bindings bindings) {
    return new RunCandidates(experiments, "", bindings);
  }

  /** Of each experiment and index no more than {@code most}, to be counted. */
  static RunCandidates atMost(int most, String experiments, Bindings bindings) {
    return new RunCandidates(experiments, " LIMIT " + most, bindings);
  }

  @Override
  public @Nullable String textComparison(Condition.TextComparison condition) {
    Field field = condition.field();
    boolean equal = condition.operator() == Condition.TextOperator.EQUAL;
    if (RunConditions.isRunId(field)) {
      return equal ? ids(List.of(condition.value())) : null;
    }
    if (field.entity() == Entity.DATASET) {
      return equal ? withDataset(field.key(), condition.value()) : null;
    }
    String table = table(field);
    if (table == null) {
      return null;
    }
    return keyed(
        table,
        key(field),
        equal ? " AND left(value, 200) = left(" + bindings.add(condition.value()) + ", 200)" : "");
  }

  @Override
  public @Nullable String floatComparison(Condition.FloatComparison condition) {
    Field field = condition.field();
    if (field.entity() == Entity.NUMBER) {
      // The index has texts: it tells who has the key at all.
      return keyed("param", field.key(), "");
    }
    if (field.entity() != Entity.METRIC) {
      return null;
    }
    // The same as the comparison's own text, spelled so that the index serves it.
    String range =
        condition.operator() == Condition.NumberOperator.NOT_EQUAL
            ? ""
            : " AND NOT is_nan AND value "
                + ConditionSql.word(condition.operator())
                + " "
                + MetricComparison.of(condition, bindings).value();
    return keyed("latest_metric", field.key(), range)
        + " UNION ALL "
        + keyed("metric_live", field.key(), "");
  }

  @Override
  public @Nullable String wholeComparison(Condition.WholeComparison condition) {
    if (!condition.field().key().equals("start_time")
        || condition.operator() == Condition.NumberOperator.NOT_EQUAL) {
      return null;
    }
    return perExperiment(
        "run",
        "start_time "
            + ConditionSql.word(condition.operator())
            + " "
            + bindings.add(condition.value()));
  }

  @Override
  public @Nullable String textList(Condition.TextList condition) {
    return RunConditions.isRunId(condition.field()) && !condition.excluded()
        ? ids(condition.values())
        : null;
  }

  @Override
  public @Nullable String wholeList(Condition.WholeList condition) {
    return null;
  }

  @Override
  public @Nullable String presence(Condition.Presence condition) {
    String table = table(condition.field());
    return table == null || !condition.present() ? null : keyed(table, key(condition.field()), "");
  }

  private @Nullable String withDataset(String key, String value) {
    return switch (key) {
      case "name" ->
          perExperiment("run_dataset", "left(name, 200) = left(" + bindings.add(value) + ", 200)");
      case "digest" -> perExperiment("run_dataset", "digest = " + bindings.add(value));
      default -> null;
    };
  }

  private static @Nullable String table(Field field) {
    return switch (field.entity()) {
      case PARAM, NUMBER -> "param";
      case TAG -> "tag";
      case ATTRIBUTE -> key(field).isEmpty() ? null : "tag";
      case METRIC, DATASET, FILE -> null;
    };
  }

  /** Under which key a field's rows are; that of an attribute is the tag it stands in, if any. */
  private static String key(Field field) {
    if (field.entity() != Entity.ATTRIBUTE) {
      return field.key();
    }
    return switch (field.key()) {
      case "run_name" -> Tag.RUN_NAME;
      case RunConditions.PARENT_RUN_ID -> Tag.PARENT;
      default -> "";
    };
  }

  private String keyed(String table, String key, String range) {
    return perExperiment(table, "key = " + bindings.add(key) + range);
  }

  /** One range of an index per experiment, read no further than is asked. */
  private String perExperiment(String table, String condition) {
    return "SELECT y.run_id FROM unnest("
        + experiments
        + ") AS x (experiment_id) CROSS JOIN LATERAL (SELECT run_id FROM "
        + table
        + " WHERE experiment_id = x.experiment_id AND "
        + condition
        + limit
        + ") y";
  }

  private String ids(List<String> wireIds) {
    StringJoiner ids = new StringJoiner(", ", "SELECT unnest(ARRAY[", "]::uuid[]) AS run_id");
    wireIds.stream()
        .flatMap(id -> RunIds.parse(id).stream())
        .forEach(id -> ids.add(bindings.add(id)));
    return ids.toString();
  }
}
