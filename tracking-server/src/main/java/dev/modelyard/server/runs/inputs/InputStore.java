package dev.modelyard.server.runs.inputs;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.runs.RunRow;
import dev.modelyard.server.wire.Uuids;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of inputs and outputs of runs. Stateless: every method runs one statement. */
final class InputStore {
  private InputStore() {}

  private static final String TARGET =
      """
      WITH target AS (
        SELECT r.run_id, r.experiment_id, r.start_time
      """
          + RunRow.FROM
          + "WHERE r.run_id = :runId AND NOT "
          + RunRow.IS_DELETED
          + " FOR SHARE OF r\n";

  // A dataset that is there stays as its first writer said. One that another request makes at this
  // moment is not seen but met, and then only its id is taken.
  private static final String DATASETS =
      """
      ), given AS (
        SELECT * FROM unnest(:ids, :names, :digests, :sourceTypes, :sources, :schemas, :profiles,
          :contexts, :tags, :sizes)
          AS g (dataset_id, name, digest, source_type, source, schema, profile, context, tags, size)
      ), known AS (
        SELECT d.dataset_id, d.name, d.digest
        FROM given g CROSS JOIN target t
        JOIN dataset d
          ON d.experiment_id = t.experiment_id AND d.name = g.name AND d.digest = g.digest
      ), made AS (
        INSERT INTO dataset AS d
          (dataset_id, experiment_id, name, digest, source_type, source, schema, profile)
        SELECT g.dataset_id, t.experiment_id, g.name, g.digest, g.source_type, g.source, g.schema,
          g.profile
        FROM target t CROSS JOIN given g
        WHERE NOT EXISTS (
          SELECT FROM known k WHERE k.name = g.name AND k.digest = g.digest)
        ORDER BY g.name, g.digest
        ON CONFLICT (experiment_id, name, digest) DO UPDATE SET name = excluded.name
        RETURNING d.dataset_id, d.name, d.digest
      ), used AS (
        INSERT INTO run_dataset
          (run_id, dataset_id, experiment_id, start_time, name, digest, context, tags, size)
        SELECT t.run_id, d.dataset_id, t.experiment_id, t.start_time, g.name, g.digest, g.context,
          g.tags, g.size
        FROM target t CROSS JOIN given g
        JOIN (SELECT * FROM known UNION ALL SELECT * FROM made) d
          ON d.name = g.name AND d.digest = g.digest
        ORDER BY d.dataset_id
        ON CONFLICT (run_id, dataset_id) DO NOTHING
      """;

  private static final String MODELS =
      """
      ), linked AS (
        INSERT INTO run_model (run_id, written, model_id, step)
        SELECT t.run_id, :written, m.model_id, m.step
        FROM target t, unnest(:modelIds, :steps) AS m (model_id, step)
        ORDER BY m.model_id
        ON CONFLICT (run_id, written, model_id) DO UPDATE SET step = excluded.step
        WHERE run_model.step <> excluded.step
      """;

  private static final String RESULT =
      """
      )
      SELECT true FROM target
      """;

  private static final String LOG_INPUTS = TARGET + DATASETS + MODELS + RESULT;

  private static final String LOG_OUTPUTS = TARGET + MODELS + RESULT;

  /** Stores what a run read; empty, with nothing stored, when the run is not active. */
  static Optional<Boolean> logInputs(Handle handle, LoggedInputs inputs, long now) {
    List<DatasetInput> datasets =
        inputs.datasets().stream()
            .sorted(Comparator.comparing(DatasetInput::name).thenComparing(DatasetInput::digest))
            .toList();
    return handle
        .createQuery(LOG_INPUTS)
        .bind("runId", inputs.runId())
        .bind("ids", Columns.of(datasets.stream().map(dataset -> Uuids.next(now)).toList()))
        .bind("names", Columns.texts(datasets, DatasetInput::name))
        .bind("digests", Columns.texts(datasets, DatasetInput::digest))
        .bind("sourceTypes", Columns.texts(datasets, DatasetInput::sourceType))
        .bind("sources", Columns.texts(datasets, DatasetInput::source))
        .bind("schemas", Columns.texts(datasets, DatasetInput::schema))
        .bind("profiles", Columns.texts(datasets, DatasetInput::profile))
        .bind("contexts", Columns.texts(datasets, DatasetInput::context))
        .bind("tags", Columns.texts(datasets, DatasetInput::tags))
        .bind("sizes", Columns.of(datasets.stream().mapToLong(DatasetInput::size).toArray()))
        .bind("written", false)
        .bind("modelIds", Columns.texts(inputs.models(), ModelLink::modelId))
        .bind("steps", Columns.of(inputs.models().stream().mapToLong(ModelLink::step).toArray()))
        .mapTo(Boolean.class)
        .findOne();
  }

  /** Stores which models a run wrote; empty, with nothing stored, when it is not active. */
  static Optional<Boolean> logOutputs(Handle handle, LoggedOutputs outputs) {
    return handle
        .createQuery(LOG_OUTPUTS)
        .bind("runId", outputs.runId())
        .bind("written", true)
        .bind("modelIds", Columns.texts(outputs.models(), ModelLink::modelId))
        .bind("steps", Columns.of(outputs.models().stream().mapToLong(ModelLink::step).toArray()))
        .mapTo(Boolean.class)
        .findOne();
  }

  /** A link of a run: to a dataset, or to a model that it read or wrote. */
  record Link(UUID runId, @Nullable UUID datasetId, String text, long number, boolean written) {}

  private static final String LINKS =
      """
      SELECT run_id, dataset_id, tags AS text, size AS number, false AS written, name, digest
      FROM run_dataset WHERE run_id = ANY (:runIds)
      UNION ALL
      SELECT run_id, NULL, model_id, step, written, model_id, ''
      FROM run_model WHERE run_id = ANY (:runIds)
      ORDER BY run_id, name, digest
      """;

  /** All links of the runs, by name within a run. Of a dataset the text is its tags. */
  static List<Link> links(Handle handle, List<UUID> runIds) {
    return handle
        .createQuery(LINKS)
        .bind("runIds", Columns.of(runIds))
        .map(
            (row, context) ->
                new Link(
                    row.getObject("run_id", UUID.class),
                    row.getObject("dataset_id", UUID.class),
                    row.getString("text"),
                    row.getLong("number"),
                    row.getBoolean("written")))
        .list();
  }

  private static final String DATASETS_BY_ID =
      """
      SELECT dataset_id, name, digest, source_type, source, schema, profile
      FROM dataset WHERE dataset_id = ANY (:ids)
      """;

  static List<Dataset> datasets(Handle handle, List<UUID> ids) {
    return handle
        .createQuery(DATASETS_BY_ID)
        .bind("ids", Columns.of(ids))
        .map(
            (row, context) ->
                new Dataset(
                    row.getObject("dataset_id", UUID.class),
                    row.getString("name"),
                    row.getString("digest"),
                    row.getString("source_type"),
                    row.getString("source"),
                    row.getString("schema"),
                    row.getString("profile")))
        .list();
  }

  // As MLflow tells them: of all runs, the deleted ones included.
  private static final String SUMMARIES =
      """
      SELECT DISTINCT experiment_id, name, digest, context FROM run_dataset
      WHERE experiment_id = ANY (:experiments)
      ORDER BY experiment_id, name, digest, context NULLS FIRST
      LIMIT :limit
      """;

  static List<DatasetSummary> summaries(Handle handle, long[] experiments, int limit) {
    return handle
        .createQuery(SUMMARIES)
        .bind("experiments", Columns.of(experiments))
        .bind("limit", limit)
        .map(
            (row, context) ->
                new DatasetSummary(
                    row.getLong("experiment_id"),
                    row.getString("name"),
                    row.getString("digest"),
                    row.getString("context")))
        .list();
  }
}
