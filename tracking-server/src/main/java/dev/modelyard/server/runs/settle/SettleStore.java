package dev.modelyard.server.runs.settle;

import dev.modelyard.server.db.Columns;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL that moves what stopped changing to where searches find it fast. Stateless. */
final class SettleStore {
  private SettleStore() {}

  // One statement, so that a reader finds each value in one table or the other, never in neither.
  // A write that comes meanwhile just makes a live row again, and readers take the greater. The run
  // is locked first, as by those who write its params, so that its document is not made meanwhile.
  // It counts as changed: whoever follows runs finds newer points only while they are live.
  private static final String MOVE =
      """
      WITH locked AS (
        SELECT run_id FROM run WHERE %1$s ORDER BY run_id FOR NO KEY UPDATE %2$s
      ), due AS (
        SELECT l.run_id, l.key FROM metric_live l JOIN locked ON locked.run_id = l.run_id
        WHERE %3$s ORDER BY l.run_id, l.key FOR UPDATE OF l %2$s
      ), moved AS (
        DELETE FROM metric_live l USING due
        WHERE l.run_id = due.run_id AND l.key = due.key
        RETURNING l.*
      ), outdated AS (
        UPDATE run SET documented = false, changed = pg_current_xact_id() FROM locked
        WHERE run.run_id = locked.run_id
          AND EXISTS (SELECT FROM due WHERE due.run_id = locked.run_id)
      )
      INSERT INTO latest_metric AS s
        (run_id, key, experiment_id, start_time, step, ts, value, is_nan)
      SELECT run_id, key, experiment_id, start_time, step, ts, value, is_nan
      FROM moved ORDER BY run_id, key
      ON CONFLICT (run_id, key) DO UPDATE SET
        step = excluded.step, ts = excluded.ts, value = excluded.value, is_nan = excluded.is_nan
      WHERE (excluded.step, excluded.ts, excluded.value) > (s.step, s.ts, s.value)
      """;

  private static final String OF_RUNS = MOVE.formatted("run_id = ANY (:runIds)", "", "TRUE");

  private static final String IDLE =
      MOVE.formatted(
          "run_id IN (SELECT run_id FROM metric_live WHERE written < :before LIMIT :most)",
          "SKIP LOCKED",
          "l.written < :before");

  /** Must run in a transaction. */
  static void settle(Handle handle, List<UUID> runIds) {
    planAnew(handle);
    handle.createUpdate(OF_RUNS).bind("runIds", Columns.of(runIds)).execute();
  }

  /**
   * Settles values last written before a time, of as many runs as {@code most} values name. Must
   * run in a transaction.
   */
  static void settleIdle(Handle handle, long before, int most) {
    planAnew(handle);
    handle.createUpdate(IDLE).bind("before", before).bind("most", most).execute();
  }

  /** A plan kept from when the table was empty would compare each value with each. */
  private static void planAnew(Handle handle) {
    handle.execute("SET LOCAL plan_cache_mode = force_custom_plan");
  }

  private static final String LOCK_UNDOCUMENTED =
      """
      SELECT run_id FROM run
      WHERE NOT documented AND status IN ('FINISHED', 'FAILED', 'KILLED')
        AND NOT EXISTS (SELECT FROM metric_live l WHERE l.run_id = run.run_id)
      ORDER BY start_time LIMIT :most
      FOR NO KEY UPDATE SKIP LOCKED
      """;

  /** Ended runs without a document, locked against whoever would change what it must hold. */
  static List<UUID> lockUndocumented(Handle handle, int most) {
    return handle.createQuery(LOCK_UNDOCUMENTED).bind("most", most).mapTo(UUID.class).list();
  }

  private static final String COUNT_UNDOCUMENTED =
      """
      SELECT count(*) FROM (
        SELECT FROM run
        WHERE NOT documented AND status IN ('FINISHED', 'FAILED', 'KILLED')
        ORDER BY start_time LIMIT :most
      ) waiting
      """;

  /** Ended runs without a document; of more than {@code most}, that many. */
  static long countUndocumented(Handle handle, int most) {
    return handle.createQuery(COUNT_UNDOCUMENTED).bind("most", most).mapTo(Long.class).one();
  }

  private static final String DOCUMENT =
      """
      WITH written AS (
        INSERT INTO run_document (run_id, data)
        SELECT * FROM unnest(:runIds, :data)
        ON CONFLICT (run_id) DO UPDATE SET data = excluded.data
      )
      UPDATE run SET documented = true WHERE run_id = ANY (:runIds)
      """;

  /** Keeps the documents of locked runs, one each. */
  static void document(Handle handle, List<UUID> runIds, List<String> documents) {
    handle
        .createUpdate(DOCUMENT)
        .bind("runIds", Columns.of(runIds))
        .bind("data", Columns.of(documents.toArray(String[]::new)))
        .execute();
  }
}
