package dev.modelyard.server.runs;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.metrics.PackedPoints;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The SQL of logging: whatever a request logs to a run is one statement, hence one round trip and
 * one transaction, with no read before the write. Only the parts that a request needs are in its
 * statement. Keys go in ascending and parts in one fixed order, so that requests over the same keys
 * wait for each other instead of deadlocking.
 */
final class LogStore {
  private LogStore() {}

  // The run, if it may be written to. Points alone need no lock: a run deleted in the same
  // millisecond is no harm. Params and tags are decided here, so the run must stay as it is.
  private static final String TARGET =
      """
      WITH target AS (
        SELECT r.run_id, r.experiment_id, r.start_time, r.documented
        FROM run r JOIN experiment e ON e.experiment_id = r.experiment_id
        WHERE r.run_id = :runId AND NOT
      """
          + RunRow.IS_DELETED;

  private static final String NO_CLASH =
      """
      ), allowed AS (
        SELECT * FROM target
      """;

  private static final String CLASH =
      """
      ), given AS (
        SELECT * FROM unnest(:paramKeys, :paramValues) AS g (key, value)
      ), clash AS (
        SELECT FROM given g JOIN param p ON p.key = g.key
        WHERE p.run_id = :runId AND p.value <> g.value
      ), allowed AS (
        SELECT * FROM target WHERE NOT EXISTS (SELECT FROM clash)
      """;

  private static final String POINTS =
      """
      ), logged AS (
        INSERT INTO metric_log (run_id, first_ts, seq, last_ts, n, body)
        SELECT run_id, :firstTs, :seq, :lastTs, :n, :body FROM allowed
      ), live AS (
        INSERT INTO metric_live AS l
          (run_id, key, experiment_id, start_time, step, ts, value, is_nan, written)
        SELECT a.run_id, u.key, a.experiment_id, a.start_time, u.step, u.ts, u.value, u.is_nan,
          :now
        FROM allowed a,
          unnest(:keys, :steps, :timestamps, :values, :nans) AS u (key, step, ts, value, is_nan)
        ORDER BY u.key
        ON CONFLICT (run_id, key) DO UPDATE SET
          step = excluded.step, ts = excluded.ts, value = excluded.value,
          is_nan = excluded.is_nan, written = excluded.written
        WHERE (excluded.step, excluded.ts, excluded.value) > (l.step, l.ts, l.value)
      """;

  // A param that stands already is not written again. If another request adds it meanwhile with
  // another value, NULL breaks the column's constraint, and nothing of this request remains.
  private static final String PARAMS =
      """
      ), params AS (
        INSERT INTO param (run_id, key, value, experiment_id, start_time)
        SELECT a.run_id, g.key, g.value, a.experiment_id, a.start_time
        FROM allowed a, given g
        WHERE NOT EXISTS (SELECT FROM param p WHERE p.run_id = :runId AND p.key = g.key)
        ORDER BY g.key
        ON CONFLICT (run_id, key) DO UPDATE SET value = NULL
        WHERE param.value <> excluded.value
      """;

  private static final String TAGS =
      """
      ), tags AS (
        INSERT INTO tag (run_id, key, value, experiment_id, start_time)
        SELECT a.run_id, u.key, u.value, a.experiment_id, a.start_time
        FROM allowed a, unnest(:tagKeys, :tagValues) AS u (key, value)
        ORDER BY u.key
        ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value
        WHERE tag.value <> excluded.value
      """;

  // What was written down of the run no longer tells all. The flag is the locked row's.
  private static final String OUTDATED =
      """
      ), outdated AS (
        UPDATE run SET documented = false, changed = pg_current_xact_id() FROM allowed a
        WHERE run.run_id = a.run_id AND a.documented
      """;

  private static final String NAME =
      """
      ), named AS (
        UPDATE run SET name = :name, documented = false, changed = pg_current_xact_id()
        FROM allowed a WHERE run.run_id = a.run_id
      """;

  private static final String RESULT =
      """
      )
      SELECT true FROM allowed
      """;

  /** Which parts a batch has: each combination has its own statement, made once. */
  private record Parts(boolean points, boolean params, boolean tags, boolean name) {
    static Parts of(LogBatch batch) {
      return new Parts(
          !batch.metrics().isEmpty(),
          !batch.params().isEmpty(),
          !batch.tags().isEmpty(),
          batch.newRunName() != null);
    }

    String sql() {
      // Who renames takes the stronger lock at once: two that both upgraded would deadlock.
      String lock =
          name ? " FOR NO KEY UPDATE OF r\n" : params || tags ? " FOR SHARE OF r\n" : "\n";
      return TARGET
          + lock
          + (params ? CLASH : NO_CLASH)
          + (points ? POINTS : "")
          + (params ? PARAMS : "")
          + (tags ? TAGS : "")
          + (name ? NAME : params || tags ? OUTDATED : "")
          + RESULT;
    }
  }

  private static final Map<Parts, String> STATEMENTS = statements();

  private static Map<Parts, String> statements() {
    Map<Parts, String> statements = new HashMap<>();
    for (int bits = 0; bits < 16; bits++) {
      Parts parts = new Parts((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
      statements.put(parts, parts.sql());
    }
    return Map.copyOf(statements);
  }

  /**
   * Stores a batch; empty when nothing was stored, since the run is not active or one of the params
   * stands there with another value.
   */
  static Optional<Boolean> log(Handle handle, LogBatch batch, long now) {
    Parts parts = Parts.of(batch);
    Query query = handle.createQuery(STATEMENTS.get(parts)).bind("runId", batch.runId());
    if (parts.points()) {
      bindPoints(query, PackedPoints.of(batch.metrics()), now);
    }
    if (parts.params()) {
      query.bind("paramKeys", Columns.texts(batch.params(), Param::key));
      query.bind("paramValues", Columns.texts(batch.params(), Param::value));
    }
    if (parts.tags()) {
      query.bind("tagKeys", Columns.texts(batch.tags(), Tag::key));
      query.bind("tagValues", Columns.texts(batch.tags(), Tag::value));
    }
    if (parts.name()) {
      query.bind("name", batch.newRunName());
    }
    return query.mapTo(Boolean.class).findOne();
  }

  private static void bindPoints(Query query, PackedPoints points, long now) {
    PackedPoints.Latest latest = points.latest();
    query
        .bind("firstTs", points.firstTimestamp())
        .bind("lastTs", points.lastTimestamp())
        // Only tells rows of one run and time apart, whichever replica made them.
        .bind("seq", ThreadLocalRandom.current().nextLong())
        .bind("n", points.count())
        .bind("body", points.body())
        .bind("keys", Columns.of(latest.keys()))
        .bind("steps", Columns.of(latest.steps()))
        .bind("timestamps", Columns.of(latest.timestamps()))
        .bind("values", Columns.of(latest.values()))
        .bind("nans", Columns.of(latest.nans()))
        .bind("now", now);
  }
}
