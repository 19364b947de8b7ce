package dev.modelyard.server.runs.search;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.runs.RunRow;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.MetricComparison;
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
  private final Part part;
  private final StringBuilder joins = new StringBuilder();

  /**
   * Behind a token lie the runs that share the first sort key with its run, and the rest. Read one
   * after the other, an index leads straight to the first run of either.
   */
  private enum Part {
    BOTH,
    TIES,
    REST
  }

  private RunPageSql(
      RunSearch search, RunSource.Maker source, Part part, Bindings bindings, String experiments) {
    this.search = search;
    this.part = part;
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
      for (Part part : parts(search, source)) {
        var page = new RunPageSql(search, source, part, bindings, experiments);
        union.add("(" + page.sql(first) + ")");
      }
    }
    return new Statement("SELECT * FROM (" + union + ") u" + first, bindings);
  }

  /** How many runs of {@code source} the search, which begins at no token, finds. */
  static Statement count(RunSearch search, RunSource.Maker source) {
    Bindings bindings = new Bindings();
    String experiments = bindings.add(Columns.of(search.experiments()));
    var all = new RunPageSql(search, source, Part.BOTH, bindings, experiments);
    return new Statement("SELECT sum(n)::bigint FROM (" + all.countSql() + ") u", bindings);
  }

  /** All runs of {@code source} that the search finds: their ids, states and users. */
  static Statement all(RunSearch search, RunSource.Maker source) {
    Bindings bindings = new Bindings();
    String experiments = bindings.add(Columns.of(search.experiments()));
    var all = new RunPageSql(search, source, Part.BOTH, bindings, experiments);
    return new Statement(all.allSql(), bindings);
  }

  private String allSql() {
    return perExperiment(
        "SELECT r.run_id, r.status, r.user_id FROM " + from() + " WHERE " + where(List.of()));
  }

  private String countSql() {
    return perExperiment("SELECT count(*) AS n FROM " + from() + " WHERE " + where(List.of()));
  }

  private static List<Part> parts(RunSearch search, RunSource.Maker source) {
    int rank = source.make(new Bindings(), "").rank();
    PageToken after = search.after();
    if (after == null || rank < 0 || rank != SortKey.rank(after, 0)) {
      return List.of(Part.BOTH);
    }
    // NaN and absence are one value each: nothing of their segment lies behind the ties.
    return rank == SortKey.PRESENT ? List.of(Part.TIES, Part.REST) : List.of(Part.TIES);
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
    // The columns come first: they add their joins.
    return perExperiment(
        "SELECT "
            + RunRow.COLUMNS
            + ", "
            + selected
            + " FROM "
            + from()
            + " WHERE "
            + where(columns)
            + first);
  }

  private String from() {
    return source.from() + " JOIN experiment e ON e.experiment_id = r.experiment_id" + joins;
  }

  /** A walk per experiment, each ended by its own limit. */
  private String perExperiment(String runs) {
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
    RunConditions conditions = new RunConditions(source.alias(), bindings);
    for (Condition condition : search.filter().conditions()) {
      boolean isOfTheWalk = condition.field().equals(source.metric());
      all.add(isOfTheWalk ? ofTheWalk(condition) : condition.accept(conditions));
    }
    all.add(search.words().sql(bindings));
    PageToken after = search.after();
    // Runs of a later rank are behind the token's run anyway.
    if (after != null && (source.walked() == null || source.rank() == SortKey.rank(after, 0))) {
      all.add(behind(after, columns));
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

  private String behind(PageToken after, List<SortColumn> columns) {
    RunOrder order = search.order();
    SortKey.Place first = order.first().place(after, 0, bindings);
    return switch (part) {
      case BOTH ->
          order.behind(after, 0, columns, bindings) + " AND " + bound(first, columns.get(0));
      case REST -> first.further(columns.get(0));
      case TIES ->
          first.equal(columns.get(0))
              + " AND "
              + order.behind(after, 1, columns, bindings)
              + " AND "
              + bound(order.keys().get(1).place(after, 1, bindings), columns.get(1));
    };
  }

  /** What an index can use of a token's place in the order of start times. */
  private static String bound(SortKey.Place place, SortColumn column) {
    return place.key().isStartTime()
        ? column.value() + (place.key().ascending() ? " >= " : " <= ") + place.value()
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
      case NUMBER -> {
        String number = NumberText.sql(joined("param", alias, key) + ".value");
        yield new SortColumn("CASE WHEN (" + number + ") IS NULL THEN 2 ELSE 0 END", number);
      }
      case PARAM, TAG, DATASET, FILE -> {
        joined(key.field().entity() == Entity.PARAM ? "param" : "tag", alias, key);
        yield new SortColumn(
            "CASE WHEN " + alias + ".run_id IS NULL THEN 2 ELSE 0 END",
            "left(" + alias + ".value, " + SortKey.TEXT_PREFIX + ")");
      }
    };
  }

  /** Joins the row of a run's param or tag, if there is one. */
  private String joined(String table, String alias, SortKey key) {
    joins
        .append(
            " LEFT JOIN %1$s %2$s ON %2$s.run_id = r.run_id AND %2$s.key = "
                .formatted(table, alias))
        .append(bindings.add(key.field().key()));
    return alias;
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
