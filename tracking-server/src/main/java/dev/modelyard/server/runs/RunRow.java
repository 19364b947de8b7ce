package dev.modelyard.server.runs;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.experiments.Lifecycle;
import dev.modelyard.server.metrics.Metric;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** How runs and what was logged to them are read from rows: what the stores of runs share. */
public final class RunRow {
  private RunRow() {}

  /**
   * Whether run {@code r} of experiment {@code e} is deleted. Deleting or restoring an experiment
   * raises its generation and so outdates what was said of its runs before; a run that was deleted
   * or restored since carries the new generation and speaks for itself.
   */
  public static final String IS_DELETED =
      "CASE WHEN r.generation < e.generation THEN e.deleted ELSE r.deleted END";

  /** The columns that {@link #run} reads. */
  public static final String COLUMNS =
      """
      r.run_id, r.number, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time,
      r.artifact_uri,
      """
          + IS_DELETED
          + " AS is_deleted\n";

  /** A run with its experiment. */
  public static final String FROM =
      "FROM run r JOIN experiment e ON e.experiment_id = r.experiment_id\n";

  public static Run run(ResultSet row, StatementContext context) throws SQLException {
    long endTime = row.getLong("end_time");
    @Nullable Long end = row.wasNull() ? null : endTime;
    return new Run(
        row.getObject("run_id", UUID.class),
        row.getLong("number"),
        row.getLong("experiment_id"),
        row.getString("name"),
        row.getString("user_id"),
        RunStatus.valueOf(row.getString("status")),
        row.getLong("start_time"),
        end,
        Lifecycle.of(row.getBoolean("is_deleted")),
        row.getString("artifact_uri"));
  }

  /**
   * All that was logged to the runs that {@code %s} tells of the column run_id. A metric may stand
   * in both tables of latest values: the greater (step, timestamp, value) comes last and counts.
   */
  static final String DATA =
      """
      SELECT run_id, 1 AS kind, key, NULL AS text, step, ts, value, is_nan
      FROM latest_metric WHERE run_id %1$s
      UNION ALL
      SELECT run_id, 1, key, NULL, step, ts, value, is_nan FROM metric_live WHERE run_id %1$s
      UNION ALL
      SELECT run_id, 2, key, value, NULL, NULL, NULL, NULL FROM param WHERE run_id %1$s
      UNION ALL
      SELECT run_id, 3, key, value, NULL, NULL, NULL, NULL FROM tag WHERE run_id %1$s
      ORDER BY run_id, kind, key, step, ts, value
      """;

  /** What was logged to the runs, in one statement. */
  public static Data data(Handle handle, List<UUID> runIds) {
    Data data = new Data();
    handle
        .createQuery(DATA.formatted("= ANY (:runIds)"))
        .bind("runIds", Columns.of(runIds))
        .map(data::take)
        .forEach(id -> {});
    return data;
  }

  /** Gathers the rows of {@link #DATA} by run. */
  public static final class Data {
    private final Map<UUID, RunData> byRun = new HashMap<>();

    /** Takes one row; returns its run. */
    public UUID take(ResultSet row, StatementContext context) throws SQLException {
      UUID runId = row.getObject(1, UUID.class);
      RunData data = byRun.computeIfAbsent(runId, id -> RunData.empty());
      String key = row.getString(3);
      switch (row.getInt(2)) {
        case 1 -> data.addLatest(latest(row, key));
        case 2 -> data.params().add(new Param(key, row.getString(4)));
        default -> data.tags().add(new Tag(key, row.getString(4)));
      }
      return runId;
    }

    /** What was logged to a run; empty lists when nothing was. */
    public RunData of(UUID runId) {
      return byRun.getOrDefault(runId, RunData.empty());
    }

    private static Metric latest(ResultSet row, String key) throws SQLException {
      double value = row.getBoolean(8) ? Double.NaN : row.getDouble(7);
      return new Metric(key, value, row.getLong(6), row.getLong(5));
    }
  }
}
