package dev.modelyard.server.runs;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.db.RowLock;
import dev.modelyard.server.experiments.ArtifactRoot;
import dev.modelyard.server.experiments.Held;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The SQL of runs. Stateless: every method runs one statement on the handle it is given. */
final class RunStore {
  private RunStore() {}

  // A run of an experiment that is gone or deleted is not made; the run's artifact folder lies in
  // the experiment's.
  private static final String CREATE =
      """
      WITH made AS (
        INSERT INTO run
          (run_id, experiment_id, name, user_id, status, start_time, generation, artifact_uri)
        SELECT :runId, e.experiment_id, :name, :userId, 'RUNNING', :startTime, e.generation,
          rtrim(split_part(e.artifact_location, '?', 1), '/') || '/' || :wireId || '/artifacts'
            || COALESCE(substring(e.artifact_location FROM '[?].*$'), '')
        FROM experiment e
        WHERE e.experiment_id = :experimentId AND NOT e.deleted
        RETURNING run_id, number, experiment_id, start_time, artifact_uri
      ), tagged AS (
        INSERT INTO tag (run_id, key, value, experiment_id, start_time)
        SELECT m.run_id, u.key, u.value, m.experiment_id, m.start_time
        FROM made m, unnest(:keys, :values) AS u (key, value)
      )
      SELECT number, artifact_uri FROM made
      """;

  /** What the database gives a new run. */
  record Made(long number, String artifactUri) {}

  /** Makes a run; empty when the experiment is not active. */
  static Optional<Made> create(Handle handle, UUID runId, CreateRun request) {
    List<Tag> tags = request.tags();
    return handle
        .createQuery(CREATE)
        .bind("runId", runId)
        .bind("wireId", RunIds.wire(runId))
        .bind("experimentId", request.experimentId())
        .bind("name", request.name())
        .bind("userId", request.userId())
        .bind("startTime", request.startTime())
        .bind("keys", Columns.texts(tags, Tag::key))
        .bind("values", Columns.texts(tags, Tag::value))
        .map((row, context) -> new Made(row.getLong(1), row.getString(2)))
        .findOne();
  }

  static Optional<Run> find(Handle handle, UUID runId) {
    return handle
        .createQuery("SELECT " + RunRow.COLUMNS + RunRow.FROM + "WHERE r.run_id = :runId")
        .bind("runId", runId)
        .map(RunRow::run)
        .findOne();
  }

  static RunData data(Handle handle, UUID runId) {
    RunRow.Data data = new RunRow.Data();
    handle
        .createQuery(RunRow.DATA.formatted("= :runId"))
        .bind("runId", runId)
        .map(data::take)
        .forEach(id -> {});
    return data.of(runId);
  }

  private static final String UPDATE =
      """
      WITH target AS (
        SELECT r.run_id, r.experiment_id, r.start_time
      """
          + RunRow.FROM
          + "WHERE r.run_id = :runId AND NOT "
          + RunRow.IS_DELETED
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
        name = COALESCE(:name, r.name),
        documented = r.documented AND :name::text IS NULL,
        changed = pg_current_xact_id()
      FROM target t JOIN experiment e ON e.experiment_id = t.experiment_id
      WHERE r.run_id = t.run_id
      RETURNING
      """
          + RunRow.COLUMNS;

  /** Sets what is not null and returns the run; empty when it is not active. */
  static Optional<Run> update(Handle handle, UUID runId, UpdateRun change) {
    return handle
        .createQuery(UPDATE)
        .bind("runId", runId)
        .bind("status", change.status() == null ? null : change.status().name())
        .bind("endTime", change.endTime())
        .bind("name", change.name())
        .bind("nameTag", Tag.RUN_NAME)
        .map(RunRow::run)
        .findOne();
  }

  private static final String SET_DELETED =
      """
      UPDATE run r SET
        deleted = :deleted, generation = e.generation, changed = pg_current_xact_id()
      FROM experiment e
      WHERE r.run_id = :runId AND e.experiment_id = r.experiment_id
        AND NOT (:deleted AND r.protected)
      """;

  /** False when there is no such run, or it is to be deleted and protected. */
  static boolean setDeleted(Handle handle, UUID runId, boolean deleted) {
    return handle.createUpdate(SET_DELETED).bind("runId", runId).bind("deleted", deleted).execute()
        > 0;
  }

  static void changed(Handle handle, UUID runId) {
    handle
        .createUpdate("UPDATE run SET changed = pg_current_xact_id() WHERE run_id = :runId")
        .bind("runId", runId)
        .execute();
  }

  static void setProtected(Handle handle, UUID runId, boolean isProtected) {
    handle
        .createUpdate("UPDATE run SET protected = :isProtected WHERE run_id = :runId")
        .bind("runId", runId)
        .bind("isProtected", isProtected)
        .execute();
  }

  static boolean isProtected(Handle handle, UUID runId) {
    return handle
        .createQuery("SELECT protected FROM run WHERE run_id = :runId")
        .bind("runId", runId)
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  private static final String DELETE_TAG =
      """
      WITH target AS (
        SELECT r.run_id
      """
          + RunRow.FROM
          + "WHERE r.run_id = :runId AND NOT "
          + RunRow.IS_DELETED
          + """
       FOR NO KEY UPDATE OF r
      ), gone AS (
        DELETE FROM tag USING target WHERE tag.run_id = :runId AND tag.key = :key RETURNING tag.run_id
      ), outdated AS (
        UPDATE run SET documented = false, changed = pg_current_xact_id()
        FROM gone WHERE run.run_id = gone.run_id
      )
      SELECT EXISTS (SELECT FROM gone)
      """;

  /** False when the run is not active or has no such tag. */
  static boolean deleteTag(Handle handle, UUID runId, String key) {
    return handle
        .createQuery(DELETE_TAG)
        .bind("runId", runId)
        .bind("key", key)
        .mapTo(Boolean.class)
        .one();
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

  /** When runs began; unknown ones are left out. */
  static Map<UUID, Long> startTimes(Handle handle, List<UUID> runIds) {
    return handle
        .createQuery("SELECT run_id, start_time FROM run WHERE run_id = ANY (:runIds)")
        .bind("runIds", Columns.of(runIds))
        .map(
            (row, context) ->
                Map.entry(row.getObject("run_id", UUID.class), row.getLong("start_time")))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static final String ARTIFACT_ROOT =
      "SELECT r.experiment_id, r.artifact_uri, NOT "
          + RunRow.IS_DELETED
          + " AS writable\n"
          + RunRow.FROM
          + "WHERE r.run_id = :runId";

  static Optional<ArtifactRoot> artifactRoot(Handle handle, UUID runId) {
    return handle
        .createQuery(ARTIFACT_ROOT)
        .bind("runId", runId)
        .map(
            (row, context) ->
                new ArtifactRoot(
                    row.getLong("experiment_id"),
                    row.getString("artifact_uri"),
                    row.getBoolean("writable")))
        .findOne();
  }

  private static final String HOLD_ACTIVE =
      "SELECT r.protected "
          + RunRow.FROM
          + "WHERE r.run_id = :runId AND NOT "
          + RunRow.IS_DELETED
          + "\n";

  static Held holdActive(Handle handle, UUID runId, RowLock lock) {
    return Held.of(
        handle
            .createQuery(HOLD_ACTIVE + lock.sql() + " OF r")
            .bind("runId", runId)
            .mapTo(Boolean.class)
            .findOne());
  }
}
