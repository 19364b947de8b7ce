package dev.modelyard.server.runs.table;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.runs.search.NumberText;
import dev.modelyard.server.runs.search.RunSearches;
import dev.modelyard.server.runs.table.Group.Spread;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The SQL of groups of runs. Stateless: every method runs one statement. */
final class GroupStore {
  private GroupStore() {}

  /** Of a number beyond this the squares overflow, and with them the statement. */
  private static final String LARGEST = "1e150";

  // The groups first, then their numbers: a row each, told apart by the kind of column. The numbers
  // of each run are looked up by its id, whatever PostgreSQL thinks of how many runs there are. Of
  // runs that were just logged it knows nothing: it would go through all numbers for each of them.
  private static final String GROUPS =
      """
      , grouped AS MATERIALIZED (
        SELECT f.run_id, %s AS value FROM found f %s
      ), largest AS MATERIALIZED (
        SELECT value, count(*) AS runs FROM grouped GROUP BY value
        ORDER BY runs DESC, value LIMIT :most
      ), shown AS MATERIALIZED (
        SELECT g.run_id, g.value FROM grouped g
        JOIN largest t ON COALESCE(t.value, '') = COALESCE(g.value, '')
          AND (t.value IS NULL) = (g.value IS NULL)
      ), every AS (
        SELECT s.value AS in_group, 'METRIC' AS kind, m.key, m.value
        FROM shown s CROSS JOIN LATERAL (
          SELECT DISTINCT ON (w.key) w.key, CASE WHEN NOT w.is_nan THEN w.value END AS value
          FROM (
            SELECT l.key, l.step, l.ts, l.value, l.is_nan FROM latest_metric l
            WHERE l.run_id = s.run_id AND l.key = ANY (:metrics)
            UNION ALL
            SELECT l.key, l.step, l.ts, l.value, l.is_nan FROM metric_live l
            WHERE l.run_id = s.run_id AND l.key = ANY (:metrics)
          ) w
          ORDER BY w.key, w.step DESC, w.ts DESC, w.value DESC
        ) m
        UNION ALL
        SELECT s.value, 'PARAM', p.key, %s
        FROM shown s CROSS JOIN LATERAL (
          SELECT p.key, p.value FROM param p WHERE p.run_id = s.run_id AND p.key = ANY (:params)
          OFFSET 0
        ) p
      )
      SELECT value, runs, NULL AS kind, NULL AS key,
        NULL::float8 AS mean, NULL::float8 AS deviation, NULL::float8 AS min, NULL::float8 AS max
      FROM largest
      UNION ALL
      SELECT e.in_group, count(*), e.kind, e.key, avg(e.value), stddev_samp(e.value), min(e.value),
        max(e.value)
      FROM every e
      WHERE abs(e.value) < %s
      GROUP BY e.in_group, e.kind, e.key
      """;

  /** A group, or the numbers of a column in one. */
  private record Row(@Nullable String value, long runs, @Nullable Column column, Spread spread) {}

  private static final Comparator<Group> LARGEST_FIRST =
      Comparator.comparing(Group::runs, Comparator.reverseOrder())
          .thenComparing(Group::value, Comparator.nullsLast(Comparator.naturalOrder()));

  /** The groups with the most runs, up to {@code most}, those first. */
  static List<Group> groups(Handle handle, GroupRequest request, int most) {
    List<Row> rows = query(handle, request).bind("most", most).map(GroupStore::row).list();
    Map<@Nullable String, Map<Column, Spread>> spreads = new HashMap<>();
    for (Row row : rows) {
      Map<Column, Spread> columns = spreads.computeIfAbsent(row.value(), any -> new HashMap<>());
      if (row.column() != null) {
        columns.put(row.column(), row.spread());
      }
    }
    return rows.stream()
        .filter(row -> row.column() == null)
        .map(row -> new Group(row.value(), row.runs(), spreads.getOrDefault(row.value(), Map.of())))
        .sorted(LARGEST_FIRST)
        .toList();
  }

  private static Query query(Handle handle, GroupRequest request) {
    Field by = request.by().field();
    String value = by.entity() == Entity.ATTRIBUTE ? "f." + by.key() : "b.value";
    String join =
        by.entity() == Entity.ATTRIBUTE
            ? ""
            : "LEFT JOIN %s b ON b.run_id = f.run_id AND b.key = :by"
                .formatted(by.entity() == Entity.PARAM ? "param" : "tag");
    RunSearches.Part found = RunSearches.all(handle, request.search());
    Query query =
        handle.createQuery(
            "WITH found AS MATERIALIZED (%s)".formatted(found.sql())
                + GROUPS.formatted(value, join, NumberText.sql("p.value"), LARGEST));
    found.bindings().forEach(query::bind);
    query
        .bind("metrics", keys(request, Column.Kind.METRIC))
        .bind("params", keys(request, Column.Kind.PARAM));
    return join.isEmpty() ? query : query.bind("by", by.key());
  }

  private static Object keys(GroupRequest request, Column.Kind kind) {
    return Columns.of(
        request.columns().stream()
            .filter(column -> column.kind() == kind)
            .map(Column::key)
            .toArray(String[]::new));
  }

  private static Row row(ResultSet row, StatementContext context) throws SQLException {
    String kind = row.getString("kind");
    double deviation = row.getDouble("deviation");
    boolean isAlone = row.wasNull();
    return new Row(
        row.getString("value"),
        row.getLong("runs"),
        kind == null ? null : new Column(Column.Kind.valueOf(kind), row.getString("key")),
        new Spread(
            row.getLong("runs"),
            row.getDouble("mean"),
            isAlone ? null : deviation,
            row.getDouble("min"),
            row.getDouble("max")));
  }
}
