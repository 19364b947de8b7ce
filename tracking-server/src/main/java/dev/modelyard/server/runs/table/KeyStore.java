package dev.modelyard.server.runs.table;

import dev.modelyard.server.db.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of key lists. It jumps from key to key, and from value to value, along the indexes that
 * serve searches, so its cost goes by how many keys there are and not by how many runs. Deleted
 * runs are in those indexes and count. Stateless: every method runs one statement.
 */
final class KeyStore {
  private KeyStore() {}

  /** The keys of a table, by experiment; one more than {@code :most} of each. */
  private static final String KEYS =
      """
      WITH RECURSIVE k (experiment_id, key, n) AS (
        SELECT x.experiment_id, f.key, 1
        FROM unnest(:experiments) AS x (experiment_id) CROSS JOIN LATERAL (
          SELECT key FROM %1$s WHERE experiment_id = x.experiment_id ORDER BY key LIMIT 1
        ) f
        UNION ALL
        SELECT k.experiment_id, f.key, k.n + 1
        FROM k CROSS JOIN LATERAL (
          SELECT key FROM %1$s WHERE experiment_id = k.experiment_id AND key > k.key
          ORDER BY key LIMIT 1
        ) f
        WHERE k.n <= :most
      )
      """;

  private static final String METRICS =
      KEYS.formatted("latest_metric")
          + """
      , main (key) AS (
        SELECT value FROM experiment_tag
        WHERE experiment_id = ANY (:experiments) AND cardinality(:experiments) = 1
          AND key = 'mlflow.experiment.primaryMetric.name'
      )
      SELECT k.key, k.n, (
          SELECT m.value FROM latest_metric m
          WHERE m.experiment_id = k.experiment_id AND m.key = k.key AND NOT m.is_nan
            AND m.value > '-Infinity'
          ORDER BY m.value LIMIT 1
        ), (
          SELECT m.value FROM latest_metric m
          WHERE m.experiment_id = k.experiment_id AND m.key = k.key AND NOT m.is_nan
            AND m.value < 'Infinity'
          ORDER BY m.value DESC LIMIT 1
        ), k.key = (SELECT key FROM main)
      FROM k
      UNION ALL
      SELECT l.key, 0, min(l.value) FILTER (WHERE l.finite), max(l.value) FILTER (WHERE l.finite),
        l.key = (SELECT key FROM main)
      FROM (
        SELECT key, value, NOT is_nan AND value NOT IN ('Infinity', '-Infinity') AS finite
        FROM metric_live WHERE experiment_id = ANY (:experiments)
      ) l
      GROUP BY l.key
      """;

  /** A row of an answer, and which one of its experiment it is. */
  record Counted<T>(T range, int number) {}

  /**
   * The metrics of each experiment, up to {@code most} and one more; a key of several experiments
   * comes several times, with a range each.
   */
  static List<Counted<MetricRange>> metrics(Handle handle, long[] experiments, int most) {
    return handle
        .createQuery(METRICS)
        .bind("experiments", Columns.of(experiments))
        .bind("most", most)
        .map(
            (row, context) ->
                new Counted<>(
                    new MetricRange(
                        row.getString(1), number(row, 3), number(row, 4), row.getBoolean(5)),
                    row.getInt(2)))
        .list();
  }

  private static @Nullable Double number(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : Double.valueOf(value);
  }

  private static final String TEXTS =
      KEYS
          + """
      SELECT k.key, k.n, (
        WITH RECURSIVE v (value, n) AS (
          (SELECT left(t.value, 200), 1 FROM %1$s t
           WHERE t.experiment_id = k.experiment_id AND t.key = k.key
           ORDER BY left(t.value, 200) LIMIT 1)
          UNION ALL
          SELECT f.value, v.n + 1
          FROM v CROSS JOIN LATERAL (
            SELECT left(t.value, 200) AS value FROM %1$s t
            WHERE t.experiment_id = k.experiment_id AND t.key = k.key
              AND left(t.value, 200) > v.value
            ORDER BY left(t.value, 200) LIMIT 1
          ) f
          WHERE v.n < :sample
        )
        SELECT array_agg(v.value ORDER BY v.n) FROM v
      )
      FROM k
      """;

  private static final String PARAMS = TEXTS.formatted("param");
  private static final String TAGS = TEXTS.formatted("tag");

  /** As {@link #metrics}, of params or tags. */
  static List<Counted<TextRange>> texts(
      Handle handle, Column.Kind kind, long[] experiments, int most) {
    return handle
        .createQuery(kind == Column.Kind.PARAM ? PARAMS : TAGS)
        .bind("experiments", Columns.of(experiments))
        .bind("most", most)
        .bind("sample", TextRange.SAMPLE)
        .map(
            (row, context) ->
                new Counted<>(
                    new TextRange(row.getString(1), List.of((String[]) row.getArray(3).getArray())),
                    row.getInt(2)))
        .list();
  }
}
