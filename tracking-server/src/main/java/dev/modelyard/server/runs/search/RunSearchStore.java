package dev.modelyard.server.runs.search;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.runs.Run;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.runs.RunRow;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.PageValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The SQL of searches of runs. Stateless. */
final class RunSearchStore {
  private RunSearchStore() {}

  /** A run, and its sort values for the token of the page behind it. */
  record Hit(Run run, List<PageValue> place) {}

  /**
   * How many runs each condition could be met by, counted up to {@code cap}; the cap itself where
   * no index helps to tell.
   */
  static List<Integer> countCandidates(Handle handle, RunSearch search, int cap) {
    Bindings bindings = new Bindings();
    String experiments = bindings.add(Columns.of(search.experiments()));
    RunCandidates candidates = RunCandidates.atMost(cap, experiments, bindings);
    List<String> counts = new ArrayList<>();
    boolean anyIndex = false;
    for (Condition condition : search.filter().conditions()) {
      String runs = condition.accept(candidates);
      anyIndex |= runs != null;
      counts.add(
          runs == null
              ? Integer.toString(cap)
              : "(SELECT count(*) FROM (SELECT FROM (" + runs + ") s LIMIT " + cap + ") c)");
    }
    if (!anyIndex) {
      return Collections.nCopies(counts.size(), cap);
    }
    String sql =
        "SELECT ARRAY["
            + String.join(", ", counts)
            + "]::int[] FROM (SELECT "
            + experiments
            + ") e";
    return bound(handle, sql, bindings)
        .map((row, context) -> List.of((Integer[]) row.getArray(1).getArray()))
        .one();
  }

  /** The first {@code limit} runs of the sources together, in the order of the search. */
  static List<Hit> hits(Handle handle, RunSearch search, List<RunSource.Maker> sources, int limit) {
    RunPageSql.Statement statement = RunPageSql.of(search, sources, limit);
    return bound(handle, statement.sql(), statement.bindings())
        .map((row, context) -> new Hit(RunRow.run(row, context), place(row, search.order())))
        .list();
  }

  /** How many runs of {@code source} the search finds. */
  static long count(Handle handle, RunSearch search, RunSource.Maker source) {
    RunPageSql.Statement statement = RunPageSql.count(search, source);
    return bound(handle, statement.sql(), statement.bindings()).mapTo(Long.class).one();
  }

  // A document tells all only while nothing was logged since: then there is no live metric.
  private static final String DOCUMENTS =
      """
      SELECT d.run_id, d.data FROM run_document d JOIN run r ON r.run_id = d.run_id
      WHERE d.run_id = ANY (:runIds) AND r.documented
        AND NOT EXISTS (SELECT FROM metric_live l WHERE l.run_id = r.run_id)
      """;

  /** The data of those runs that are written down, by run. */
  static Map<UUID, String> documents(Handle handle, List<UUID> runIds) {
    Map<UUID, String> documents = new HashMap<>();
    handle
        .createQuery(DOCUMENTS)
        .bind("runIds", Columns.of(runIds))
        .map((row, context) -> documents.put(row.getObject(1, UUID.class), row.getString(2)))
        .forEach(previous -> {});
    return documents;
  }

  private static Query bound(Handle handle, String sql, Bindings bindings) {
    Query query = handle.createQuery(sql);
    bindings.forEach(query::bind);
    return query;
  }

  private static List<PageValue> place(ResultSet row, RunOrder order) throws SQLException {
    List<PageValue> place = new ArrayList<>();
    for (int i = 0; i < order.keys().size(); i++) {
      place.add(PageValue.of(row.getLong("rank" + i)));
      place.add(value(row, "value" + i, order.keys().get(i)));
    }
    return place;
  }

  private static PageValue value(ResultSet row, String column, SortKey key) throws SQLException {
    if (row.getObject(column) == null) {
      return PageValue.absent();
    }
    if (key.isRunId()) {
      return PageValue.of(RunIds.wire(row.getObject(column, UUID.class)));
    }
    return switch (key.slot()) {
      case DOUBLE, DOUBLE_OR_ABSENT -> PageValue.of(row.getDouble(column));
      case LONG, LONG_OR_ABSENT -> PageValue.of(row.getLong(column));
      case TEXT, TEXT_OR_ABSENT -> PageValue.of(row.getString(column));
    };
  }
}
