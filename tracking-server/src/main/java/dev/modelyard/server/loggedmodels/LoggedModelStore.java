package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.db.RowLock;
import dev.modelyard.server.experiments.ArtifactRoot;
import dev.modelyard.server.experiments.Held;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL of logged models. Stateless: every method runs on the handle that it is given. */
final class LoggedModelStore {
  private LoggedModelStore() {}

  // A model of an experiment that is gone or deleted is not made; the model's artifact folder lies
  // in the experiment's.
  private static final String CREATE =
      """
      WITH made AS (
        INSERT INTO logged_model
          (model_id, experiment_id, name, model_type, source_run_id, status, creation_time,
           last_update_time, artifact_uri)
        SELECT :modelId, e.experiment_id, :name, :modelType, :sourceRunId, :status, :now, :now,
          rtrim(split_part(e.artifact_location, '?', 1), '/') || '/models/' || :wireId
            || '/artifacts' || COALESCE(substring(e.artifact_location FROM '[?].*$'), '')
        FROM experiment e
        WHERE e.experiment_id = :experimentId AND NOT e.deleted
        RETURNING model_id, artifact_uri
      ), params AS (
        INSERT INTO logged_model_param (model_id, key, value)
        SELECT m.model_id, u.key, u.value
        FROM made m, unnest(:paramKeys, :paramValues) AS u (key, value)
      ), tags AS (
        INSERT INTO logged_model_tag (model_id, key, value)
        SELECT m.model_id, u.key, u.value
        FROM made m, unnest(:tagKeys, :tagValues) AS u (key, value)
      )
      SELECT artifact_uri FROM made
      """;

  /** The new model's artifact URI; empty when the experiment is not active. */
  static Optional<String> create(Handle handle, UUID id, CreateLoggedModel request, long now) {
    return handle
        .createQuery(CREATE)
        .bind("modelId", id)
        .bind("wireId", LoggedModelIds.wire(id))
        .bind("experimentId", request.experimentId())
        .bind("name", request.name())
        .bind("modelType", request.modelType())
        .bind("sourceRunId", request.sourceRunId())
        .bind("status", ModelStatus.LOGGED_MODEL_PENDING.number())
        .bind("now", now)
        .bind("paramKeys", Columns.texts(request.params(), ModelText::key))
        .bind("paramValues", Columns.texts(request.params(), ModelText::value))
        .bind("tagKeys", Columns.texts(request.tags(), ModelText::key))
        .bind("tagValues", Columns.texts(request.tags(), ModelText::value))
        .mapTo(String.class)
        .findOne();
  }

  private static final String FIND =
      "SELECT "
          + LoggedModelRow.COLUMNS
          + "FROM logged_model m WHERE m.model_id = :id AND (NOT m.deleted OR :allowDeleted)";

  static Optional<LoggedModel> find(Handle handle, UUID id, boolean allowDeleted) {
    return handle
        .createQuery(FIND)
        .bind("id", id)
        .bind("allowDeleted", allowDeleted)
        .map(LoggedModelRow::model)
        .findOne();
  }

  private static final String DATA =
      """
      SELECT * FROM (
      SELECT model_id, 1 AS kind, key, value AS text, NULL::bigint AS ts, NULL::bigint AS step,
        NULL::uuid AS run_id, NULL AS dataset_name, NULL AS dataset_digest, NULL::float8 AS value,
        NULL::boolean AS is_nan
      FROM logged_model_param WHERE model_id = ANY (:ids)
      UNION ALL
      SELECT model_id, 2, key, value, NULL, NULL, NULL, NULL, NULL, NULL, NULL
      FROM logged_model_tag WHERE model_id = ANY (:ids)
      UNION ALL
      SELECT model_id, 3, key, NULL, ts, step, run_id, dataset_name, dataset_digest, value, is_nan
      FROM (
      """
          + ModelMetricStore.FIRST
          + """
      ) f
      ) d
      ORDER BY model_id, kind,
      """
          + ModelMetricStore.ORDER;

  /** What belongs to the models, by model; of their points the first. */
  static Map<UUID, ModelData> data(Handle handle, List<UUID> ids) {
    Map<UUID, ModelData> byModel = new HashMap<>();
    handle
        .createQuery(DATA)
        .bind("ids", Columns.of(ids))
        .map((row, context) -> take(row, context, byModel))
        .forEach(data -> {});
    return byModel;
  }

  private static ModelData take(
      ResultSet row, StatementContext context, Map<UUID, ModelData> byModel) throws SQLException {
    ModelData data =
        byModel.computeIfAbsent(row.getObject("model_id", UUID.class), id -> ModelData.empty());
    switch (row.getInt("kind")) {
      case 1 -> data.params().add(new ModelText(row.getString("key"), row.getString("text")));
      case 2 -> data.tags().add(new ModelText(row.getString("key"), row.getString("text")));
      default -> data.points().add(ModelMetricStore.point(row, context));
    }
    return data;
  }

  private static final String FINALIZE =
      """
      UPDATE logged_model m SET status = :status, last_update_time = :now WHERE m.model_id = :id
      RETURNING
      """
          + LoggedModelRow.COLUMNS;

  /** Sets the status and returns the model, deleted or not; empty when there is none. */
  static Optional<LoggedModel> finalizeModel(Handle handle, UUID id, ModelStatus status, long now) {
    return handle
        .createQuery(FINALIZE)
        .bind("id", id)
        .bind("status", status.number())
        .bind("now", now)
        .map(LoggedModelRow::model)
        .findOne();
  }

  private static final String DELETE =
      """
      UPDATE logged_model SET deleted = true, last_update_time = :now
      WHERE model_id = :id AND NOT protected
      """;

  /** False when there is no such model, or it is protected. */
  static boolean delete(Handle handle, UUID id, long now) {
    return handle.createUpdate(DELETE).bind("id", id).bind("now", now).execute() > 0;
  }

  static void setProtected(Handle handle, UUID id, boolean isProtected) {
    handle
        .createUpdate("UPDATE logged_model SET protected = :isProtected WHERE model_id = :id")
        .bind("id", id)
        .bind("isProtected", isProtected)
        .execute();
  }

  static boolean isProtected(Handle handle, UUID id) {
    return handle
        .createQuery("SELECT protected FROM logged_model WHERE model_id = :id")
        .bind("id", id)
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  /** Locks the model's row against other writers; false when there is no such model. */
  static boolean lock(Handle handle, UUID id) {
    return handle
        .createQuery("SELECT true FROM logged_model WHERE model_id = :id FOR NO KEY UPDATE")
        .bind("id", id)
        .mapTo(Boolean.class)
        .findOne()
        .isPresent();
  }

  private static final String ADD_PARAMS =
      """
      WITH given AS (
        SELECT * FROM unnest(:keys, :values) AS g (key, value)
      ), clash AS (
        SELECT p.key, p.value
        FROM given g JOIN logged_model_param p ON p.key = g.key
        WHERE p.model_id = :id AND p.value <> g.value
        LIMIT 1
      ), added AS (
        INSERT INTO logged_model_param (model_id, key, value)
        SELECT :id, key, value FROM given WHERE NOT EXISTS (SELECT FROM clash)
        ON CONFLICT (model_id, key) DO NOTHING
      )
      SELECT key, value FROM clash
      """;

  /**
   * Adds params to a model that is locked; tells of one that stands there with another value, when
   * nothing is added.
   */
  static Optional<ModelText> addParams(Handle handle, UUID id, List<ModelText> params) {
    return handle
        .createQuery(ADD_PARAMS)
        .bind("id", id)
        .bind("keys", Columns.texts(params, ModelText::key))
        .bind("values", Columns.texts(params, ModelText::value))
        .map((row, context) -> new ModelText(row.getString("key"), row.getString("value")))
        .findOne();
  }

  private static final String SET_TAGS =
      """
      WITH target AS (
        SELECT model_id FROM logged_model WHERE model_id = :id
      ), tags AS (
        INSERT INTO logged_model_tag (model_id, key, value)
        SELECT t.model_id, u.key, u.value
        FROM target t, unnest(:keys, :values) AS u (key, value)
        ORDER BY u.key
        ON CONFLICT (model_id, key) DO UPDATE SET value = excluded.value
        WHERE logged_model_tag.value <> excluded.value
      )
      SELECT true FROM target
      """;

  /** False when there is no such model. */
  static boolean setTags(Handle handle, UUID id, List<ModelText> tags) {
    return handle
        .createQuery(SET_TAGS)
        .bind("id", id)
        .bind("keys", Columns.texts(tags, ModelText::key))
        .bind("values", Columns.texts(tags, ModelText::value))
        .mapTo(Boolean.class)
        .findOne()
        .isPresent();
  }

  /** The value of a tag. */
  static Optional<String> tag(Handle handle, UUID id, String key) {
    return handle
        .createQuery("SELECT value FROM logged_model_tag WHERE model_id = :id AND key = :key")
        .bind("id", id)
        .bind("key", key)
        .mapTo(String.class)
        .findOne();
  }

  /** False when the model has no such tag. */
  static boolean deleteTag(Handle handle, UUID id, String key) {
    return handle
            .createUpdate("DELETE FROM logged_model_tag WHERE model_id = :id AND key = :key")
            .bind("id", id)
            .bind("key", key)
            .execute()
        > 0;
  }

  static Optional<ArtifactRoot> artifactRoot(Handle handle, UUID id) {
    return handle
        .createQuery(
            "SELECT experiment_id, artifact_uri, deleted FROM logged_model WHERE model_id = :id")
        .bind("id", id)
        .map(
            (row, context) ->
                new ArtifactRoot(
                    row.getLong("experiment_id"),
                    row.getString("artifact_uri"),
                    !row.getBoolean("deleted")))
        .findOne();
  }

  private static final String HOLD_ACTIVE =
      "SELECT protected FROM logged_model WHERE model_id = :id AND NOT deleted ";

  static Held holdActive(Handle handle, UUID id, RowLock lock) {
    return Held.of(
        handle.createQuery(HOLD_ACTIVE + lock.sql()).bind("id", id).mapTo(Boolean.class).findOne());
  }
}
