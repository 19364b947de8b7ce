package dev.modelyard.server.runs.activity;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.runs.RunRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The SQL of activity. Stateless: every method runs one statement. */
final class ActivityStore {
  /** How many days are told. */
  private static final int DAYS = 14;

  private static final long DAY_MILLIS = 24L * 3_600 * 1_000;

  private ActivityStore() {}

  // The newest run of each experiment is one probe of run_by_start; only those that are told of are
  // counted. That index does not know who is deleted: so all runs are counted in it, without
  // reading one, and those that are deleted are taken off, of which another index knows those that
  // were deleted themselves. All of its runs are read only of an experiment that is deleted.
  private static final String ACTIVITY =
      """
      WITH told AS (
        SELECT e.experiment_id, e.name, e.deleted, e.generation, e.creation_time, n.start_time
        FROM experiment e LEFT JOIN LATERAL (
          SELECT r.start_time FROM run r
          WHERE r.experiment_id = e.experiment_id AND NOT %1$s
          ORDER BY r.start_time DESC LIMIT 1
        ) n ON true
        WHERE %2$s
        ORDER BY coalesce(n.start_time, e.creation_time) DESC, e.experiment_id DESC
        LIMIT :most
      )
      SELECT e.experiment_id, e.name, e.start_time, c.runs, a.running, c.days
      FROM told e
      CROSS JOIN LATERAL (
        SELECT count(*) AS running FROM run r
        WHERE r.experiment_id = e.experiment_id AND r.status = 'RUNNING' AND NOT %1$s
      ) a
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(f.began), 0) AS runs,
          array_agg(coalesce(f.began, 0) ORDER BY g.day) FILTER (WHERE g.day BETWEEN 1 AND :days)
            AS days
        FROM generate_series(0, :days + 1) AS g (day)
        LEFT JOIN (
          SELECT width_bucket(s.start_time, :bounds) AS day, sum(s.n) AS began
          FROM (
            SELECT r.start_time, 1 AS n FROM run r
            WHERE r.experiment_id = e.experiment_id
            UNION ALL
            SELECT r.start_time, -1 FROM run r
            WHERE r.experiment_id = e.experiment_id AND r.deleted AND %1$s
            UNION ALL
            SELECT r.start_time, -1 FROM run r
            WHERE r.experiment_id = e.experiment_id AND NOT r.deleted AND e.deleted AND %1$s
          ) s
          GROUP BY 1
        ) f ON f.day = g.day
      ) c
      ORDER BY coalesce(e.start_time, e.creation_time) DESC, e.experiment_id DESC
      """;

  private static final String OF_ACTIVE = ACTIVITY.formatted(RunRow.IS_DELETED, "NOT e.deleted");
  private static final String OF_THESE =
      ACTIVITY.formatted(RunRow.IS_DELETED, "e.experiment_id = ANY (:ids)");

  /**
   * The activity of experiments, the one first in which the newest run began; an experiment without
   * runs stands where its creation does.
   *
   * @param ids these; null for all that are not deleted
   * @param now milliseconds since 1970, where the last day ends
   */
  static List<Activity> activity(Handle handle, @Nullable List<Long> ids, int most, long now) {
    var query = handle.createQuery(ids == null ? OF_ACTIVE : OF_THESE);
    if (ids != null) {
      query.bind("ids", Columns.of(ids.stream().mapToLong(id -> id).toArray()));
    }
    return query
        .bind("most", most)
        .bind("days", DAYS)
        .bind("bounds", Columns.of(bounds(now)))
        .map(ActivityStore::activity)
        .list();
  }

  /** Where each day begins, and the end of the last one; what lies before and behind is no day. */
  private static long[] bounds(long now) {
    return LongStream.rangeClosed(0, DAYS)
        .map(day -> now + 1 - (DAYS - day) * DAY_MILLIS)
        .toArray();
  }

  private static Activity activity(ResultSet row, StatementContext context) throws SQLException {
    long start = row.getLong("start_time");
    @Nullable Long lastStart = row.wasNull() ? null : start;
    return new Activity(
        row.getLong("experiment_id"),
        row.getString("name"),
        row.getLong("runs"),
        row.getLong("running"),
        lastStart,
        List.of((Long[]) row.getArray("days").getArray()));
  }
}
