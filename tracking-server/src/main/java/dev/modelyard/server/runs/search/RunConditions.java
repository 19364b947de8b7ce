package dev.modelyard.server.runs.search;

import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.runs.RunRow;
import dev.modelyard.server.runs.Tag;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.ConditionSql;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import dev.modelyard.server.search.MetricComparison;
import java.util.List;
import java.util.StringJoiner;

/**
 * Conditions of a filter as SQL on a run {@code r}: each is a probe of one run by its key, so its
 * cost does not depend on how many runs there are. Only what is peculiar to runs is here.
 */
final class RunConditions extends ConditionSql {
  static final String PARENT_RUN_ID = "parent_run_id";

  private final String walked;
  private final String runId;

  /**
   * {@code walked} is what a walk meets of a run first, its id and start time, so that a run which
   * fails a condition on these, or a probe of what was logged to it, is not even fetched.
   */
  RunConditions(String walked, Bindings bindings) {
    super(new RunColumns(walked), bindings);
    this.walked = walked;
    this.runId = walked + ".run_id";
  }

  /**
   * The run that a run {@code r} of an experiment {@code e} is nested in: one of the same
   * experiment, deleted or not as the run itself is, or nobody would find the nested one.
   */
  private static final String PARENT =
      """
      (SELECT x.value FROM tag x
       JOIN run p ON p.run_id = CASE WHEN x.value ~ '^[0-9a-f]{32}$' THEN x.value::uuid END
       WHERE x.run_id = %s AND x.key = '"""
          + Tag.PARENT
          + """
          ' AND p.experiment_id = r.experiment_id AND p.run_id <> r.run_id AND ("""
          + RunRow.IS_DELETED.replace("r.", "p.")
          + ") = ("
          + RunRow.IS_DELETED
          + "))";

  /** The columns of a dataset that a run used (name, digest, context), or of a file of it. */
  private static final Columns PART =
      new Columns() {
        @Override
        public String attribute(String key) {
          return switch (key) {
            case "path" -> "ltrim(x.folder || '/' || x.name, '/')";
            case "ending" -> "'.' || x.name";
            default -> "x." + key;
          };
        }

        @Override
        public String rows(Entity entity) {
          throw new IllegalStateException("a dataset or file has no parts by key");
        }
      };

  /**
   * The files of a run, and of the models that it logged in its experiment: clients of MLflow 3 put
   * those beside the run's own. Folders on the way to a file have no blob.
   */
  private static final String FILES =
      """
      (SELECT 'run' AS kind, %1$s AS root
       UNION ALL SELECT 'model', l.model_id FROM logged_model l
       WHERE l.experiment_id = r.experiment_id AND NOT l.deleted
         AND l.source_run_id = replace(%1$s::text, '-', '')) o
      JOIN artifact x ON x.root = o.root AND x.kind = o.kind WHERE x.blob_id IS NOT NULL
      """;

  private static final String DATASETS = "run_dataset x WHERE x.run_id = %s";

  private record RunColumns(String walked) implements Columns {
    @Override
    public String attribute(String key) {
      return switch (key) {
        case "run_id" -> "replace(" + walked + ".run_id::text, '-', '')";
        case "start_time" -> walked + ".start_time";
        case PARENT_RUN_ID -> PARENT.formatted(walked + ".run_id");
        default -> "r." + key;
      };
    }

    @Override
    public String rows(Entity entity) {
      return switch (entity) {
        case PARAM -> "param x WHERE x.run_id = " + walked + ".run_id";
        case TAG -> "tag x WHERE x.run_id = " + walked + ".run_id";
        case ATTRIBUTE, METRIC, DATASET, NUMBER, FILE ->
            throw new IllegalStateException(entity + " has no texts by key");
      };
    }
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
    if (isOfPart(field)) {
      Field column = new Field(Entity.ATTRIBUTE, field.key());
      return ofPart(
          field, new Condition.TextComparison(column, condition.operator(), condition.value()));
    }
    if (isRunId(field) && condition.operator() == Condition.TextOperator.EQUAL) {
      return isOneOf(List.of(condition.value()));
    }
    if (isRunName(field)) {
      // MLflow looks at the tag, which mirrors the name.
      Field tag = new Field(Entity.TAG, Tag.RUN_NAME);
      return super.textComparison(
          new Condition.TextComparison(tag, condition.operator(), condition.value()));
    }
    return super.textComparison(condition);
  }

  @Override
  public String floatComparison(Condition.FloatComparison condition) {
    Field field = condition.field();
    return switch (field.entity()) {
      case METRIC ->
          "COALESCE((SELECT "
              + MetricComparison.of(condition, bindings).on("m.value", "m.is_nan")
              + " FROM ("
              + latestMetric(runId, bindings.add(field.key()))
              + ") m), false)";
      case NUMBER ->
          "EXISTS (SELECT FROM param x WHERE x.run_id = "
              + runId
              + " AND x.key = "
              + bindings.add(field.key())
              + " AND "
              + NumberText.sql("x.value")
              + " "
              + ConditionSql.word(condition.operator())
              + " "
              + bindings.add(condition.value())
              + PROBE
              + ")";
      case ATTRIBUTE, PARAM, TAG, DATASET, FILE -> super.floatComparison(condition);
    };
  }

  @Override
  public String textList(Condition.TextList condition) {
    if (isOfPart(condition.field())) {
      Field column = new Field(Entity.ATTRIBUTE, condition.field().key());
      return ofPart(
          condition.field(),
          new Condition.TextList(column, condition.excluded(), condition.values()));
    }
    if (isRunId(condition.field())) {
      return (condition.excluded() ? "NOT " : "") + isOneOf(condition.values());
    }
    return super.textList(condition);
  }

  @Override
  public String presence(Condition.Presence condition) {
    Field field = condition.field();
    return field.entity() == Entity.ATTRIBUTE
        ? new RunColumns(walked).attribute(field.key())
            + (condition.present() ? " IS NOT NULL" : " IS NULL")
        : super.presence(condition);
  }

  /** Whether the run is one of those; a text that is no id names no run. */
  private String isOneOf(List<String> wireIds) {
    StringJoiner places = new StringJoiner(", ", "COALESCE(r.run_id IN (", "), false)");
    places.add("NULL::uuid");
    wireIds.stream()
        .flatMap(id -> RunIds.parse(id).stream())
        .forEach(id -> places.add(bindings.add(id)));
    return places.toString();
  }

  /** As on MLflow each condition is met by any dataset of the run, two by two of them. */
  private String ofPart(Field field, Condition condition) {
    return "EXISTS (SELECT FROM "
        + (field.entity() == Entity.FILE ? FILES : DATASETS).formatted(runId)
        + " AND "
        + condition.accept(new ConditionSql(PART, bindings))
        + PROBE
        + ")";
  }

  private static boolean isOfPart(Field field) {
    return field.entity() == Entity.DATASET || field.entity() == Entity.FILE;
  }

  /** Whether runs are looked for by a part of their ids. */
  static boolean isPartOfId(Condition condition) {
    return isRunId(condition.field())
        && condition instanceof Condition.TextComparison comparison
        && (comparison.operator() == Condition.TextOperator.LIKE
            || comparison.operator() == Condition.TextOperator.ILIKE);
  }

  static boolean isRunId(Field field) {
    return field.entity() == Entity.ATTRIBUTE && field.key().equals("run_id");
  }

  private static boolean isRunName(Field field) {
    return field.entity() == Entity.ATTRIBUTE && field.key().equals("run_name");
  }
}
