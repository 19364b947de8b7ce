package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.metrics.Metric;
import dev.modelyard.server.metrics.ModelMetric;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL of points of models. Stateless. */
final class ModelMetricStore {
  private ModelMetricStore() {}

  // Sorted, so that requests over the same points wait for each other instead of deadlocking.
  private static final String INSERT =
      """
      WITH given AS (
        SELECT * FROM unnest(:models, :keys, :timestamps, :steps, :names, :digests, :values, :nans)
          AS g (model_id, key, ts, step, dataset_name, dataset_digest, value, is_nan)
      ), missing AS (
        SELECT g.model_id FROM given g
        WHERE NOT EXISTS (SELECT FROM logged_model m WHERE m.model_id = g.model_id)
        LIMIT 1
      ), logged AS (
        INSERT INTO logged_model_metric
          (model_id, key, ts, step, run_id, dataset_name, dataset_digest, value, is_nan)
        SELECT model_id, key, ts, step, :runId, dataset_name, dataset_digest, value, is_nan
        FROM given
        WHERE NOT EXISTS (SELECT FROM missing)
        ORDER BY model_id, key, ts, step, dataset_name, dataset_digest, is_nan, value
        ON CONFLICT DO NOTHING
      )
      SELECT model_id FROM missing
      """;

  /** Keeps {@code points} of {@code models}, or tells of a model that is not there. */
  static Optional<UUID> insert(
      Handle handle, UUID runId, List<UUID> models, List<ModelMetric> points) {
    List<Metric> metrics = points.stream().map(ModelMetric::metric).toList();
    double[] values = metrics.stream().mapToDouble(Metric::value).toArray();
    boolean[] nans = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        values[i] = 0;
        nans[i] = true;
      }
    }
    return handle
        .createQuery(INSERT)
        .bind("runId", runId)
        .bind("models", Columns.of(models))
        .bind("keys", Columns.texts(metrics, Metric::key))
        .bind("timestamps", numbers(metrics, Metric::timestamp))
        .bind("steps", numbers(metrics, Metric::step))
        .bind("names", Columns.texts(points, ModelMetric::datasetName))
        .bind("digests", Columns.texts(points, ModelMetric::datasetDigest))
        .bind("values", Columns.of(values))
        .bind("nans", Columns.of(nans))
        .mapTo(UUID.class)
        .findOne();
  }

  /** The order of the points of one model; the index that keeps repeats out gives it. */
  static final String ORDER =
      "key, ts, step, run_id, left(dataset_name, 200), dataset_digest, is_nan, value";

  /** The columns that {@link #point} reads. */
  static final String COLUMNS =
      "key, ts, step, run_id, dataset_name, dataset_digest, value, is_nan";

  /** The first points of each of the models {@code :ids}, with their model_id. */
  static final String FIRST =
      """
      SELECT p.* FROM unnest(:ids) AS i (model_id)
      CROSS JOIN LATERAL (
        SELECT model_id, %s FROM logged_model_metric x
        WHERE x.model_id = i.model_id
        ORDER BY %s LIMIT %d
      ) p
      """
          .formatted(COLUMNS, ORDER, ModelData.FIRST_POINTS);

  private static final String BEHIND =
      """
      SELECT %s FROM logged_model_metric
      WHERE model_id = :id
        AND (%s) > (:key, :ts, :step, :runId, left(:name, 200), :digest, :isNan, :value)
      ORDER BY %2$s LIMIT :limit
      """
          .formatted(COLUMNS, ORDER);

  /** The points of a model behind {@code after}, at most {@code limit}. */
  static List<ModelPoint> behind(Handle handle, UUID model, ModelPoint after, int limit) {
    Metric metric = after.metric();
    boolean isNan = Double.isNaN(metric.value());
    return handle
        .createQuery(BEHIND)
        .bind("id", model)
        .bind("key", metric.key())
        .bind("ts", metric.timestamp())
        .bind("step", metric.step())
        .bind("runId", after.runId())
        .bind("name", after.datasetName())
        .bind("digest", after.datasetDigest())
        .bind("isNan", isNan)
        .bind("value", isNan ? 0 : metric.value())
        .bind("limit", limit)
        .map(ModelMetricStore::point)
        .list();
  }

  static ModelPoint point(ResultSet row, StatementContext context) throws SQLException {
    double value = row.getBoolean("is_nan") ? Double.NaN : row.getDouble("value");
    return new ModelPoint(
        new Metric(row.getString("key"), value, row.getLong("ts"), row.getLong("step")),
        row.getObject("run_id", UUID.class),
        row.getString("dataset_name"),
        row.getString("dataset_digest"));
  }

  private static <T> Argument numbers(List<T> items, ToLongFunction<T> number) {
    return Columns.of(items.stream().mapToLong(number).toArray());
  }
}
