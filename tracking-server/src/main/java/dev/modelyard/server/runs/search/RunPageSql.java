package dev.modelyard.server.runs.search;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.runs.RunRow;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.PageToken;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * One statement of a search: the first runs in the order wanted, of one or several {@link
 * RunSource}s. Of each run it selects the columns of a run and, for the next page's token, rank and
 * value of each sort key. Every source has a limit of its own: told how few rows are wanted, the
 * database walks its index in order instead of sorting all.
 */
final class RunPageSql {
  private final RunSearch search;
  private final Bindings bindings;
  private final String experiments;
  private final RunSource source;
  private final StringBuilder joins = new StringBuilder();

  private RunPageSql(
      RunSearch search, RunSource.Maker source, Bindings bindings, String experiments) {
    this.search = search;
    this.bindings = bindings;
    this.experiments = experiments;
    this.source = source.make(bindings, experiments);
  }

  /** A text and the values for its places. */
  record Statement(String sql, Bindings bindings) {}

  /** The first {@code limit} runs of all {@code sources} together, behind the search's token. */
  static Statement of(RunSearch search, List<RunSource.Maker> sources, int limit) {
    Bindings bindings = new Bindings();
    String experiments = bindings.add(Columns.of(search.experiments()));
    // A number in the text: the plan of a statement that is kept must know how few rows are wanted.
    String first = " ORDER BY " + search.order().sql() + " LIMIT " + limit;
    StringJoiner union = new StringJoiner(" UNION ALL ");
    for (RunSource.Maker source : sources) {
      union.add("(" + new RunPageSql(search, source, bindings, experiments).sql(first) + ")");
    }
    return new Statement("SELECT * FROM (" + union + ") u" + first, bindings);
  }

  private String sql(String first) {
    List<SortColumn> columns = new ArrayList<>();
    for (int i = 0; i < search.order().keys().size(); i++) {
      columns.add(column(i));
    }
    StringJoiner selected = new StringJoiner(", ");
    for (int i = 0; i < columns.size(); i++) {
      selected.add(columns.get(i).rank() + " AS rank" + i);
      selected.add(columns.get(i).value() + " AS value" + i);
    }
    String runs =
        "SELECT "
            + RunRow.COLUMNS
            + ", "
            + selected
            + " FROM "
            + source.from()
            + " JOIN experiment e ON e.experiment_id = r.experiment_id"
            + joins
            + " WHERE "
            + where(columns)
            + first;
    // A walk per experiment, each ended by the limit.
    return source.isPerExperiment()
        ? "SELECT p.* FROM unnest("
            + experiments
            + ") AS x (experiment_id) CROSS JOIN LATERAL ("
            + runs
            + ") p"
        : runs;
  }

  private String where(List<SortColumn> columns) {
    StringJoiner all = new StringJoiner(" AND ");
    all.add(source.where());
    all.add(search.view().sql(RunRow.IS_DELETED));
    RunConditions conditions = new RunConditions(source.alias() + ".run_id", bindings);
    for (Condition condition : search.filter().conditions()) {
      boolean isOfTheWalk = condition.field().equals(source.metric());
      all.add(isOfTheWalk ? ofTheWalk(condition) : condition.accept(conditions));
    }
    PageToken after = search.after();
    if (after != null) {
      SortKey.Place first = search.order().first().place(after, 0, bindings);
      // Runs of a later rank are behind the token's run anyway.
      if (source.walked() == null || source.rank() == first.rank()) {
        all.add(search.order().behind(after, columns, bindings));
        all.add(bound(first, columns.get(0)));
      }
    }
    return all.toString();
  }

  /**
   * A condition on the metric that is walked, so that its index range is no larger than need be.
   */
  private String ofTheWalk(Condition condition) {
    return condition instanceof Condition.FloatComparison comparison
        ? MetricComparison.of(comparison, bindings)
            .on("d.value", source.rank() == SortKey.NAN ? "TRUE" : "FALSE")
        : "TRUE";
  }

  /** What an index can use of the token: the first key alone, in one direction. */
  private String bound(SortKey.Place place, SortColumn first) {
    SortKey key = place.key();
    boolean isWalk = source.walked() != null || key.isStartTime();
    return isWalk && place.rank() == SortKey.PRESENT
        ? first.value() + (key.ascending() ? " >= " : " <= ") + place.value()
        : "TRUE";
  }

  private SortColumn column(int i) {
    SortKey key = search.order().keys().get(i);
    SortColumn walked = source.walked();
    if (i == 0 && walked != null) {
      return walked;
    }
    String alias = "k" + i;
    return switch (key.field().entity()) {
      case ATTRIBUTE -> attribute(key.field().key());
      case METRIC -> {
        joins
            .append(" LEFT JOIN LATERAL (")
            .append(RunConditions.latestMetric("r.run_id", bindings.add(key.field().key())))
            .append(") ")
            .append(alias)
            .append(" ON TRUE");
        yield new SortColumn(
            "CASE WHEN %1$s.is_nan THEN 1 WHEN %1$s.value IS NULL THEN 2 ELSE 0 END"
                .formatted(alias),
            alias + ".value");
      }
      case PARAM, TAG, DATASET -> {
        joins
            .append(" LEFT JOIN ")
            .append(key.field().entity() == Entity.PARAM ? "param " : "tag ")
            .append(alias)
            .append(" ON %1$s.run_id = r.run_id AND %1$s.key = ".formatted(alias))
            .append(bindings.add(key.field().key()));
        yield new SortColumn(
            "CASE WHEN " + alias + ".run_id IS NULL THEN 2 ELSE 0 END",
            "left(" + alias + ".value, " + SortKey.TEXT_PREFIX + ")");
      }
    };
  }

  private SortColumn attribute(String key) {
    return switch (key) {
      // Of the walk, so that its index gives the order.
      case "start_time", "run_id" -> new SortColumn("0", source.alias() + "." + key);
      case "end_time" ->
          new SortColumn("CASE WHEN r.end_time IS NULL THEN 2 ELSE 0 END", "r.end_time");
      case "run_name" -> text("r.name");
      default -> text("r." + key);
    };
  }

  private static SortColumn text(String column) {
    return new SortColumn("0", "left(" + column + ", " + SortKey.TEXT_PREFIX + ")");
  }
}
