package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.db.RowLock;
import dev.modelyard.server.experiments.ArtifactRoot;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;

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
        .bind("paramKeys", texts(request.params(), ModelText::key))
        .bind("paramValues", texts(request.params(), ModelText::value))
        .bind("tagKeys", texts(request.tags(), ModelText::key))
        .bind("tagValues", texts(request.tags(), ModelText::value))
        .mapTo(String.class)
        .findOne();
  }

  static Optional<ArtifactRoot> artifactRoot(Handle handle, UUID id) {
    return handle
        .createQuery("SELECT artifact_uri, deleted FROM logged_model WHERE model_id = :id")
        .bind("id", id)
        .map(
            (row, context) ->
                new ArtifactRoot(row.getString("artifact_uri"), !row.getBoolean("deleted")))
        .findOne();
  }

  private static final String HOLD_ACTIVE =
      "SELECT true FROM logged_model WHERE model_id = :id AND NOT deleted ";

  static boolean holdActive(Handle handle, UUID id, RowLock lock) {
    return handle
        .createQuery(HOLD_ACTIVE + lock.sql())
        .bind("id", id)
        .mapTo(Boolean.class)
        .findOne()
        .isPresent();
  }

  private static Argument texts(List<ModelText> texts, Function<ModelText, String> part) {
    return Columns.of(texts.stream().map(part).toArray(String[]::new));
  }
}
