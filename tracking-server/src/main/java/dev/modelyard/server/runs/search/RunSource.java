package dev.modelyard.server.runs.search;

import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.ConditionSql;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import org.jspecify.annotations.Nullable;

/**
 * Where the runs of a statement come from, and in which order they come by themselves.
 *
 * @param from what stands behind FROM: a run {@code r} and what led to it, a row of its own {@code
 *     d} or its entry in an index {@code c}
 * @param where which runs those are
 * @param isPerExperiment whether one experiment {@code x.experiment_id} is read at a time
 * @param alias which of {@code r}, {@code d} and {@code c} has start_time and run_id in the order
 *     of a walk
 * @param walked the first sort key, when the runs come in its order: all of one rank
 * @param metric the metric whose latest value is {@code d.value}
 */
record RunSource(
    String from,
    String where,
    boolean isPerExperiment,
    String alias,
    @Nullable SortColumn walked,
    @Nullable Field metric) {

  /** Makes a source for one statement. */
  @FunctionalInterface
  interface Maker {
    /** {@code experiments} is the place of the searched experiments, an array. */
    RunSource make(Bindings bindings, String experiments);
  }

  // One row by its key, whatever the database believes of tables that it has not analyzed yet: it
  // may take them for empty, and else reads and checks all runs once for each candidate.
  private static final String CANDIDATE =
      """
      SELECT k.run_id, k.number, k.experiment_id, k.name, k.user_id, k.status, k.start_time,
        k.end_time, k.artifact_uri, k.generation, k.deleted
      FROM run k WHERE k.run_id = c.run_id"""
          + ConditionSql.PROBE;

  /** The runs that can meet {@code condition}, all of which are looked at and sorted. */
  static Maker candidates(Condition condition) {
    return (bindings, experiments) ->
        new RunSource(
            "(SELECT DISTINCT run_id FROM ("
                + condition.accept(RunCandidates.all(experiments, bindings))
                + ") s) c CROSS JOIN LATERAL ("
                + CANDIDATE
                + ") r",
            "r.experiment_id = ANY (" + experiments + ")",
            false,
            "r",
            null,
            null);
  }

  /** All runs, of which an index gives the order by start time. */
  static Maker all() {
    return (bindings, experiments) ->
        new RunSource("run r", "r.experiment_id = x.experiment_id", true, "r", null, null);
  }

  /**
   * As {@link #all}, for those who look for parts of ids: the index has these, so that runs which
   * lack them are not fetched.
   */
  static Maker allById() {
    return (bindings, experiments) ->
        new RunSource(
            "run c CROSS JOIN LATERAL (" + CANDIDATE + ") r",
            "c.experiment_id = x.experiment_id",
            true,
            "c",
            null,
            null);
  }

  /** The runs whose param or tag is there, in its order. */
  static Maker withText(SortKey key) {
    return (bindings, experiments) ->
        walk(
            textTable(key.field().entity()),
            "d.experiment_id = x.experiment_id AND d.key = " + bindings.add(key.field().key()),
            new SortColumn(
                Integer.toString(SortKey.PRESENT), "left(d.value, " + SortKey.TEXT_PREFIX + ")"),
            null);
  }

  /**
   * The runs whose param is a number. No index has those in order: the database sorts all, of which
   * it keeps no more than the page.
   */
  static Maker withNumber(SortKey key) {
    return (bindings, experiments) ->
        walk(
            "param",
            "d.experiment_id = x.experiment_id AND d.key = "
                + bindings.add(key.field().key())
                + " AND "
                + NumberText.sql("d.value")
                + " IS NOT NULL",
            new SortColumn(Integer.toString(SortKey.PRESENT), NumberText.sql("d.value")),
            null);
  }

  /**
   * The runs whose metric has settled at a number, or at NaN, in its order. Where a metric stands
   * in both tables, the greater (step, timestamp, value) counts, the settled one of two equals.
   */
  static Maker withSettledMetric(SortKey key, int rank) {
    return (bindings, experiments) ->
        metricWalk(bindings, key, rank, "latest_metric", "metric_live", ">");
  }

  /** As {@link #withSettledMetric}, of metrics that still change. */
  static Maker withLiveMetric(SortKey key, int rank) {
    return (bindings, experiments) ->
        metricWalk(bindings, key, rank, "metric_live", "latest_metric", ">=");
  }

  private static RunSource metricWalk(
      Bindings bindings, SortKey key, int rank, String table, String other, String outdates) {
    String name = bindings.add(key.field().key());
    // A scalar comparison stays a probe of one row; a NOT EXISTS may become a join of all.
    String where =
        """
        d.experiment_id = x.experiment_id AND d.key = %s AND %sd.is_nan
        AND (SELECT (y.step, y.ts, y.value) %s (d.step, d.ts, d.value) FROM %s y
             WHERE y.run_id = d.run_id AND y.key = %s) IS NOT TRUE
        """
            .formatted(name, rank == SortKey.NAN ? "" : "NOT ", outdates, other, name);
    return walk(table, where, new SortColumn(Integer.toString(rank), "d.value"), key.field());
  }

  private static RunSource walk(
      String table, String where, SortColumn walked, @Nullable Field metric) {
    return new RunSource(
        table + " d JOIN run r ON r.run_id = d.run_id", where, true, "d", walked, metric);
  }

  private static String textTable(Entity entity) {
    return switch (entity) {
      case PARAM, NUMBER -> "param";
      case TAG -> "tag";
      case ATTRIBUTE, METRIC, DATASET, FILE ->
          throw new IllegalStateException("no text: " + entity);
    };
  }

  /** The runs without the key, or without a number there, by start time. */
  static Maker lacking(SortKey key) {
    return (bindings, experiments) -> {
      String name = bindings.add(key.field().key());
      String lacks =
          switch (key.field().entity()) {
            case METRIC ->
                lacks("latest_metric", name, "") + " AND " + lacks("metric_live", name, "");
            case NUMBER ->
                lacks("param", name, " AND " + NumberText.sql("y.value") + " IS NOT NULL");
            case ATTRIBUTE, PARAM, TAG, DATASET, FILE ->
                lacks(textTable(key.field().entity()), name, "");
          };
      return new RunSource(
          "run r",
          "r.experiment_id = x.experiment_id AND " + lacks,
          true,
          "r",
          new SortColumn(Integer.toString(SortKey.ABSENT), "NULL"),
          null);
    };
  }

  /** The rank of all runs of a walk by the first sort key; -1 when they have any. */
  int rank() {
    return walked == null ? -1 : Integer.parseInt(walked.rank());
  }

  private static String lacks(String table, String key, String more) {
    return "NOT EXISTS (SELECT FROM "
        + table
        + " y WHERE y.run_id = r.run_id AND y.key = "
        + key
        + more
        + ConditionSql.PROBE
        + ")";
  }
}
