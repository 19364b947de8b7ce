package dev.modelyard.server.runs.table;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.runs.Run;
import dev.modelyard.server.runs.RunRow;
import dev.modelyard.server.runs.Tag;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of tables of runs. Stateless: every method runs one statement. */
final class TableStore {
  /** As much of a text as a cell shows: params have 6,000 characters, tags 8,000. */
  private static final int CELL_LENGTH = 250;

  private TableStore() {}

  private static final String RUNS =
      "SELECT "
          + RunRow.COLUMNS
          + RunRow.FROM
          + "WHERE r.run_id = ANY (:runIds) ORDER BY array_position(:runIds, r.run_id)";

  /** Those of the runs that there are, deleted ones included, in the order of {@code runIds}. */
  static List<Run> runs(Handle handle, List<UUID> runIds) {
    return handle.createQuery(RUNS).bind("runIds", Columns.of(runIds)).map(RunRow::run).list();
  }

  // As RunConditions says of a run which one it is nested in.
  private static final String CHILDREN =
      """
      SELECT count(c.run_id)
      FROM unnest(:runIds) WITH ORDINALITY AS t (run_id, row)
      JOIN run p ON p.run_id = t.run_id
      LEFT JOIN LATERAL (
        SELECT r.run_id
        FROM tag x
        JOIN run r ON r.run_id = x.run_id
        JOIN experiment e ON e.experiment_id = r.experiment_id
        WHERE x.experiment_id = p.experiment_id AND x.key = :parent
          AND left(x.value, 200) = replace(p.run_id::text, '-', '')
          AND r.run_id <> p.run_id AND (%s) = (%s)
      ) c ON TRUE
      GROUP BY t.row
      ORDER BY t.row
      """
          .formatted(RunRow.IS_DELETED, RunRow.IS_DELETED.replace("r.", "p."));

  /** How many runs are nested in each of the runs, all of which there are. */
  static List<Long> children(Handle handle, List<UUID> runIds) {
    return handle
        .createQuery(CHILDREN)
        .bind("runIds", Columns.of(runIds))
        .bind("parent", Tag.PARENT)
        .mapTo(Long.class)
        .list();
  }

  // Both tables in one statement, or a value that settles meanwhile is missed.
  private static final String METRICS =
      """
      SELECT t.row, m.key, m.step, m.ts, m.value, m.is_nan
      FROM unnest(:runIds) WITH ORDINALITY AS t (run_id, row)
      JOIN latest_metric m ON m.run_id = t.run_id AND m.key = ANY (:keys)
      UNION ALL
      SELECT t.row, m.key, m.step, m.ts, m.value, m.is_nan
      FROM unnest(:runIds) WITH ORDINALITY AS t (run_id, row)
      JOIN metric_live m ON m.run_id = t.run_id AND m.key = ANY (:keys)
      """;

  /** Fills in the metrics; the rows are the runs in this order. */
  static void metrics(Handle handle, List<UUID> runIds, Cells cells) {
    handle
        .createQuery(METRICS)
        .bind("runIds", Columns.of(runIds))
        .bind("keys", Columns.of(cells.keys(Column.Kind.METRIC)))
        .map(
            (row, context) -> {
              double value = row.getBoolean(6) ? Double.NaN : row.getDouble(5);
              cells.putMetric(
                  row.getString(2),
                  row.getInt(1) - 1,
                  new Latest(row.getLong(3), row.getLong(4), value));
              return true;
            })
        .forEach(done -> {});
  }

  private static final String TEXTS =
      """
      SELECT t.row, p.key, left(p.value, %d)
      FROM unnest(:runIds) WITH ORDINALITY AS t (run_id, row)
      JOIN %s p ON p.run_id = t.run_id AND p.key = ANY (:keys)
      """;

  private static final String PARAMS = TEXTS.formatted(CELL_LENGTH, "param");
  private static final String TAGS = TEXTS.formatted(CELL_LENGTH, "tag");

  /** Fills in params or tags, as {@link #metrics} does. */
  static void texts(Handle handle, Column.Kind kind, List<UUID> runIds, Cells cells) {
    handle
        .createQuery(kind == Column.Kind.PARAM ? PARAMS : TAGS)
        .bind("runIds", Columns.of(runIds))
        .bind("keys", Columns.of(cells.keys(kind)))
        .map(
            (row, context) -> {
              cells.putText(
                  new Column(kind, row.getString(2)), row.getInt(1) - 1, row.getString(3));
              return true;
            })
        .forEach(done -> {});
  }
}
