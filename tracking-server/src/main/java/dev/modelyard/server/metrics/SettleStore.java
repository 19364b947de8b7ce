package dev.modelyard.server.metrics;

import dev.modelyard.server.db.Columns;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL that moves latest values which stopped changing to where they are indexed by value. */
final class SettleStore {
  private SettleStore() {}

  // One statement, so that a reader finds each value in one table or the other, never in neither.
  // A write that comes meanwhile just makes a live row again, and readers take the greater.
  private static final String MOVE =
      """
      WITH due AS (
        SELECT run_id, key FROM metric_live WHERE %s
      ), moved AS (
        DELETE FROM metric_live l USING due
        WHERE l.run_id = due.run_id AND l.key = due.key
        RETURNING l.*
      )
      INSERT INTO latest_metric AS s
        (run_id, key, experiment_id, start_time, step, ts, value, is_nan)
      SELECT run_id, key, experiment_id, start_time, step, ts, value, is_nan
      FROM moved ORDER BY run_id, key
      ON CONFLICT (run_id, key) DO UPDATE SET
        step = excluded.step, ts = excluded.ts, value = excluded.value, is_nan = excluded.is_nan
      WHERE (excluded.step, excluded.ts, excluded.value) > (s.step, s.ts, s.value)
      """;

  private static final String OF_RUNS =
      MOVE.formatted("run_id = ANY (:runIds) ORDER BY run_id, key FOR UPDATE");

  private static final String IDLE =
      MOVE.formatted("written < :before ORDER BY run_id, key LIMIT :most FOR UPDATE SKIP LOCKED");

  static void settle(Handle handle, List<UUID> runIds) {
    handle.createUpdate(OF_RUNS).bind("runIds", Columns.of(runIds)).execute();
  }

  /** Settles at most {@code most} values that were last written before a time. */
  static void settleIdle(Handle handle, long before, int most) {
    handle.createUpdate(IDLE).bind("before", before).bind("most", most).execute();
  }
}
