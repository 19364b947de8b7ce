package dev.modelyard.server.changes;

import dev.modelyard.server.db.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The SQL of what has changed. Stateless: every method runs one statement on the handle it is
 * given.
 *
 * <p>Numbers of transactions say when a row was written: in the column {@code changed}, or as the
 * row's own {@code xmin}, which costs writers nothing. A transaction may commit long after it got
 * its number, so a cursor is the oldest one that was under way.
 */
final class ChangeStore {
  private ChangeStore() {}

  /**
   * How far the database has come.
   *
   * @param oldest the number of the oldest transaction under way: all before it have ended
   * @param next the first number not yet given
   * @param event the number of the registry's last event
   */
  record Head(long oldest, long next, long event) {
    Cursor cursor() {
      return new Cursor(oldest, event);
    }
  }

  private static final String HEAD =
      """
      SELECT pg_snapshot_xmin(now.snapshot)::text AS oldest,
        pg_snapshot_xmax(now.snapshot)::text AS next, h.seq
      FROM (SELECT pg_current_snapshot() AS snapshot) now, event_head h
      """;

  static Head head(Handle handle) {
    return handle
        .createQuery(HEAD)
        .map(
            (row, context) ->
                new Head(
                    Long.parseLong(row.getString("oldest")),
                    Long.parseLong(row.getString("next")),
                    row.getLong("seq")))
        .one();
  }

  // A database that was read back from a dump holds numbers of another one, which may lie ahead.
  private static final String SINCE =
      "changed >= CAST(:since AS xid8) AND changed < pg_snapshot_xmax(pg_current_snapshot())";

  private static final String RUNS =
      """
      SELECT run_id, experiment_id, changed::text AS mark FROM run
      WHERE %s
        AND (:everything OR experiment_id = ANY (:experiments) OR run_id = ANY (:runs))
      ORDER BY changed LIMIT :most
      """
          .formatted(SINCE);

  /** Runs that were made or changed. */
  static List<Found.OfRun> runs(Handle handle, Watch watch, Cursor since, int most) {
    return bindWatch(handle.createQuery(RUNS), watch)
        .bind("since", Long.toString(since.transaction()))
        .bind("most", most)
        .map(ChangeStore::ofRun)
        .list();
  }

  private static final String EXPERIMENTS =
      """
      SELECT experiment_id, changed::text AS mark FROM experiment
      WHERE %s AND (:everything OR experiment_id = ANY (:experiments))
      ORDER BY changed LIMIT :most
      """
          .formatted(SINCE);

  /** Experiments that were made or changed. */
  static List<Found.OfExperiment> experiments(Handle handle, Watch watch, Cursor since, int most) {
    return handle
        .createQuery(EXPERIMENTS)
        .bind("everything", watch.everything())
        .bind("experiments", experiments(watch))
        .bind("since", Long.toString(since.transaction()))
        .bind("most", most)
        .map(
            (row, context) ->
                new Found.OfExperiment(row.getLong("experiment_id"), row.getString("mark")))
        .list();
  }

  /** Rows not older than the cursor; the mark is another one when there are others. */
  private static final String WRITTEN =
      """
      SELECT w.run_id, w.experiment_id, sum(w.xid)::text AS mark
      FROM (%s) w
      GROUP BY w.run_id, w.experiment_id
      LIMIT :most
      """;

  private static final String WRITTEN_TO =
      """
      SELECT run_id, experiment_id, xmin::text::bigint AS xid FROM %s
      WHERE %s AND age(xmin) <= age(CAST(:since AS xid8)::xid)
      """;

  // Two reads of an index rather than one of the whole table; what both find is one run still.
  private static final String POINTS =
      WRITTEN.formatted(
          WRITTEN_TO.formatted("metric_live", "experiment_id = ANY (:experiments)")
              + "UNION ALL\n"
              + WRITTEN_TO.formatted("metric_live", "run_id = ANY (:runs)"));

  private static final String ALL_POINTS =
      WRITTEN.formatted(WRITTEN_TO.formatted("metric_live", "TRUE"));

  /** Runs with newer points. */
  static List<Found.OfRun> points(Handle handle, Watch watch, Cursor since, int most) {
    Query query = handle.createQuery(watch.everything() ? ALL_POINTS : POINTS);
    if (!watch.everything()) {
      query
          .bind("experiments", experiments(watch))
          .bind("runs", Columns.of(List.copyOf(watch.runs())));
    }
    return query
        .bind("since", Long.toString(since.transaction()))
        .bind("most", most)
        .map(ChangeStore::ofRun)
        .list();
  }

  private static final String NOTES =
      WRITTEN.formatted(
          WRITTEN_TO.formatted("param", "run_id = ANY (:runs)")
              + "UNION ALL\n"
              + WRITTEN_TO.formatted("tag", "run_id = ANY (:runs)"));

  /** Runs, of those that are watched by their ids, with newer params or tags. */
  static List<Found.OfRun> notes(Handle handle, Watch watch, Cursor since, int most) {
    return handle
        .createQuery(NOTES)
        .bind("runs", Columns.of(List.copyOf(watch.runs())))
        .bind("since", Long.toString(since.transaction()))
        .bind("most", most)
        .map(ChangeStore::ofRun)
        .list();
  }

  private static final String FILES =
      """
      SELECT root AS run_id, sum(xmin::text::bigint)::text AS mark FROM artifact
      WHERE root = ANY (:runs) AND kind = 'run'
        AND age(xmin) <= age(CAST(:since AS xid8)::xid)
      GROUP BY root
      LIMIT :most
      """;

  /** Runs, of those whose files are watched, to which files were put, new ones or others. */
  static List<Found.OfFiles> files(Handle handle, Watch watch, Cursor since, int most) {
    return handle
        .createQuery(FILES)
        .bind("runs", Columns.of(List.copyOf(watch.files())))
        .bind("since", Long.toString(since.transaction()))
        .bind("most", most)
        .map(
            (row, context) ->
                new Found.OfFiles(row.getObject("run_id", UUID.class), row.getString("mark")))
        .list();
  }

  private static final String MODELS =
      """
      SELECT model, CASE WHEN action = 'MODEL_RENAMED' THEN body::jsonb ->> 'after' END AS renamed
      FROM event WHERE seq > :since AND seq <= :head
      ORDER BY seq LIMIT :most
      """;

  /** Names of registered models of which something changed; of a renamed one both. */
  static List<String> models(Handle handle, Cursor since, Head head, int most) {
    List<String> models = new ArrayList<>();
    handle
        .createQuery(MODELS)
        .bind("since", since.event())
        .bind("head", head.event())
        .bind("most", most)
        .map(
            (row, context) -> {
              models.add(row.getString("model"));
              String renamed = row.getString("renamed");
              return renamed == null || models.add(renamed);
            })
        .forEach(added -> {});
    return models;
  }

  private static Query bindWatch(Query query, Watch watch) {
    return query
        .bind("everything", watch.everything())
        .bind("experiments", experiments(watch))
        .bind("runs", Columns.of(List.copyOf(watch.runs())));
  }

  private static Argument experiments(Watch watch) {
    return Columns.of(watch.experiments().stream().mapToLong(Long::longValue).toArray());
  }

  private static Found.OfRun ofRun(ResultSet row, StatementContext context) throws SQLException {
    return new Found.OfRun(
        row.getObject("run_id", UUID.class), row.getLong("experiment_id"), row.getString("mark"));
  }
}
