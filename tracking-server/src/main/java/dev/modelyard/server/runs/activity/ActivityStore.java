package dev.modelyard.server.runs.activity;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.runs.RunRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The SQL of activity. Stateless: every method runs one statement. */
final class ActivityStore {
  /** How many days are told. */
  private static final int DAYS = 14;

  private static final long DAY_MILLIS = 24L * 3_600 * 1_000;

  private ActivityStore() {}

  // The newest run of each experiment is one probe of run_by_start; only those that are told of
  // are counted.
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
      SELECT e.experiment_id, e.name, e.start_time, c.runs, c.running, d.days
      FROM told e
      CROSS JOIN LATERAL (
        SELECT count(*) AS runs, count(*) FILTER (WHERE r.status = 'RUNNING') AS running
        FROM run r WHERE r.experiment_id = e.experiment_id AND NOT %1$s
      ) c
      CROSS JOIN LATERAL (
        SELECT array_agg(f.began ORDER BY f.day) AS days FROM (
          SELECT g.day, count(r.run_id) AS began
          FROM generate_series(1, :days) AS g (day)
          LEFT JOIN run r ON r.experiment_id = e.experiment_id AND NOT %1$s
            AND r.start_time > :now + (g.day - :days - 1) * :dayMillis
            AND r.start_time <= :now + (g.day - :days) * :dayMillis
          GROUP BY g.day
        ) f
      ) d
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
        .bind("now", now)
        .bind("days", DAYS)
        .bind("dayMillis", DAY_MILLIS)
        .map(ActivityStore::activity)
        .list();
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
