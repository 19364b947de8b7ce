package dev.modelyard.server.runs;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.experiments.Lifecycle;
import dev.modelyard.server.metrics.Metric;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The SQL of runs. Stateless: every method runs one statement on the handle it is given. */
final class RunStore {
  private RunStore() {}

  /**
   * Whether run {@code r} of experiment {@code e} is deleted. Deleting or restoring an experiment
   * raises its generation and so outdates what was said of its runs before; a run that was deleted
   * or restored since carries the new generation and speaks for itself.
   */
  static final String IS_DELETED =
      "CASE WHEN r.generation < e.generation THEN e.deleted ELSE r.deleted END";

  private static final String COLUMNS =
      """
      r.run_id, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time,
      r.artifact_uri,
      """
          + IS_DELETED
          + " AS is_deleted\n";

  private static final String FROM =
      "FROM run r JOIN experiment e ON e.experiment_id = r.experiment_id\n";

  // A run of an experiment that is gone or deleted is not made; the run's artifact folder lies in
  // the experiment's.
  private static final String CREATE =
      """
      WITH made AS (
        INSERT INTO run
          (run_id, experiment_id, name, user_id, status, start_time, generation, artifact_uri)
        SELECT :runId, e.experiment_id, :name, :userId, 'RUNNING', :startTime, e.generation,
          rtrim(e.artifact_location, '/') || '/' || :wireId || '/artifacts'
        FROM experiment e
        WHERE e.experiment_id = :experimentId AND NOT e.deleted
        RETURNING run_id, experiment_id, start_time, artifact_uri
      ), tagged AS (
        INSERT INTO tag (run_id, key, value, experiment_id, start_time)
        SELECT m.run_id, u.key, u.value, m.experiment_id, m.start_time
        FROM made m, unnest(:keys, :values) AS u (key, value)
      )
      SELECT artifact_uri FROM made
      """;

  /** The new run's artifact URI; empty when the experiment is not active. */
  static Optional<String> create(Handle handle, UUID runId, CreateRun request) {
    List<Tag> tags = request.tags();
    return handle
        .createQuery(CREATE)
        .bind("runId", runId)
        .bind("wireId", RunIds.wire(runId))
        .bind("experimentId", request.experimentId())
        .bind("name", request.name())
        .bind("userId", request.userId())
        .bind("startTime", request.startTime())
        .bind("keys", Columns.of(tags.stream().map(Tag::key).toArray(String[]::new)))
        .bind("values", Columns.of(tags.stream().map(Tag::value).toArray(String[]::new)))
        .mapTo(String.class)
        .findOne();
  }

  static Optional<Run> find(Handle handle, UUID runId) {
    return handle
        .createQuery("SELECT " + COLUMNS + FROM + "WHERE r.run_id = :runId")
        .bind("runId", runId)
        .map(RunStore::run)
        .findOne();
  }

  private static Run run(ResultSet row, StatementContext context) throws SQLException {
    long endTime = row.getLong("end_time");
    @Nullable Long end = row.wasNull() ? null : endTime;
    return new Run(
        row.getObject("run_id", UUID.class),
        row.getLong("experiment_id"),
        row.getString("name"),
        row.getString("user_id"),
        RunStatus.valueOf(row.getString("status")),
        row.getLong("start_time"),
        end,
        Lifecycle.of(row.getBoolean("is_deleted")),
        row.getString("artifact_uri"));
  }

  private static final String DATA =
      """
      SELECT 'm' AS kind, key, NULL AS text, value, ts, step, is_nan
      FROM metric_live WHERE run_id = :runId
      UNION ALL
      SELECT 'p', key, value, NULL, NULL, NULL, NULL FROM param WHERE run_id = :runId
      UNION ALL
      SELECT 't', key, value, NULL, NULL, NULL, NULL FROM tag WHERE run_id = :runId
      ORDER BY kind, key
      """;

  static RunData data(Handle handle, UUID runId) {
    RunData data = RunData.empty();
    handle
        .createQuery(DATA)
        .bind("runId", runId)
        .map(
            (row, context) -> {
              String key = row.getString("key");
              switch (row.getString("kind")) {
                case "m" -> data.metrics().add(latest(row, key));
                case "p" -> data.params().add(new Param(key, row.getString("text")));
                default -> data.tags().add(new Tag(key, row.getString("text")));
              }
              return key;
            })
        .forEach(key -> {});
    return data;
  }

  private static Metric latest(ResultSet row, String key) throws SQLException {
    double value = row.getBoolean("is_nan") ? Double.NaN : row.getDouble("value");
    return new Metric(key, value, row.getLong("ts"), row.getLong("step"));
  }

  private static final String UPDATE =
      """
      WITH target AS (
        SELECT r.run_id, r.experiment_id, r.start_time
      """
          + FROM
          + "WHERE r.run_id = :runId AND NOT "
          + IS_DELETED
          + """
       FOR NO KEY UPDATE OF r
      ), tagged AS (
        INSERT INTO tag (run_id, key, value, experiment_id, start_time)
        SELECT run_id, :nameTag, :name, experiment_id, start_time
        FROM target WHERE :name::text IS NOT NULL
        ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value
      )
      UPDATE run r SET
        status = COALESCE(:status, r.status),
        end_time = COALESCE(:endTime, r.end_time),
        name = COALESCE(:name, r.name)
      FROM target t JOIN experiment e ON e.experiment_id = t.experiment_id
      WHERE r.run_id = t.run_id
      RETURNING
      """
          + COLUMNS;

  /** Sets what is not null and returns the run; empty when it is not active. */
  static Optional<Run> update(Handle handle, UUID runId, UpdateRun change) {
    return handle
        .createQuery(UPDATE)
        .bind("runId", runId)
        .bind("status", change.status() == null ? null : change.status().name())
        .bind("endTime", change.endTime())
        .bind("name", change.name())
        .bind("nameTag", Tag.RUN_NAME)
        .map(RunStore::run)
        .findOne();
  }

  private static final String SET_DELETED =
      """
      UPDATE run r SET deleted = :deleted, generation = e.generation
      FROM experiment e
      WHERE r.run_id = :runId AND e.experiment_id = r.experiment_id
      """;

  /** False when there is no such run. */
  static boolean setDeleted(Handle handle, UUID runId, boolean deleted) {
    return handle.createUpdate(SET_DELETED).bind("runId", runId).bind("deleted", deleted).execute()
        > 0;
  }

  private static final String DELETE_TAG =
      """
      DELETE FROM tag t USING run r JOIN experiment e ON e.experiment_id = r.experiment_id
      WHERE t.run_id = :runId AND t.key = :key AND r.run_id = :runId AND NOT
      """
          + IS_DELETED;

  static boolean deleteTag(Handle handle, UUID runId, String key) {
    return handle.createUpdate(DELETE_TAG).bind("runId", runId).bind("key", key).execute() > 0;
  }

  static Map<String, String> params(Handle handle, UUID runId, List<String> keys) {
    return handle
        .createQuery("SELECT key, value FROM param WHERE run_id = :runId AND key = ANY (:keys)")
        .bind("runId", runId)
        .bind("keys", Columns.of(keys.toArray(String[]::new)))
        .map((row, context) -> new Param(row.getString("key"), row.getString("value")))
        .collect(Collectors.toMap(Param::key, Param::value));
  }

  /** The value of a tag, the run's row locked against other writers until the transaction ends. */
  static Optional<String> lockForTag(Handle handle, UUID runId, String key) {
    handle
        .createQuery("SELECT run_id FROM run WHERE run_id = :runId FOR NO KEY UPDATE")
        .bind("runId", runId)
        .mapTo(UUID.class)
        .findOne();
    return handle
        .createQuery("SELECT value FROM tag WHERE run_id = :runId AND key = :key")
        .bind("runId", runId)
        .bind("key", key)
        .mapTo(String.class)
        .findOne();
  }
}
