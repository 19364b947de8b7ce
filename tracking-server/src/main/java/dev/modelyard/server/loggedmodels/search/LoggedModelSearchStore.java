package dev.modelyard.server.loggedmodels.search;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.loggedmodels.LoggedModel;
import dev.modelyard.server.loggedmodels.LoggedModelIds;
import dev.modelyard.server.loggedmodels.LoggedModelRow;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Keyset;
import dev.modelyard.server.search.PageToken;
import dev.modelyard.server.search.PageValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The SQL of searches of logged models. Stateless. */
final class LoggedModelSearchStore {
  private LoggedModelSearchStore() {}

  /** A model, and the token of the page behind it. */
  record Hit(LoggedModel model, PageToken place) {}

  /**
   * A page, and one model more if there is more. Each experiment is walked by itself until its part
   * of the page is full: newest first, or of one name or run, an index gives the order.
   */
  static List<Hit> search(Handle handle, LoggedModelSearch search) {
    Bindings bindings = new Bindings();
    String experiments = bindings.add(Columns.of(search.experiments()));
    ModelOrder order = search.order();
    Keyset keyset = order.keyset();
    StringJoiner selected = new StringJoiner(", ");
    StringJoiner sorted = new StringJoiner(", ");
    for (int i = 0; i < keyset.columns().size(); i++) {
      Keyset.Column column = keyset.columns().get(i);
      selected.add(column.sql() + " AS s" + i);
      sorted.add("s" + i + (column.ascending() ? " ASC" : " DESC"));
    }
    // A number in the text: a plan that is kept must know how few rows are wanted.
    String limit = " LIMIT " + (search.maxResults() + 1);
    @Nullable List<Object> after = search.after();
    String sql =
        "SELECT p.* FROM unnest("
            + experiments
            + ") AS e (experiment_id) CROSS JOIN LATERAL (SELECT "
            + LoggedModelRow.COLUMNS
            + ", "
            + selected
            + " FROM logged_model m"
            + order.joins(bindings)
            + " WHERE m.experiment_id = e.experiment_id AND "
            + ModelConditions.all(search, bindings)
            + (after == null ? "" : " AND " + keyset.behind(after, bindings))
            + " ORDER BY "
            + keyset.orderBy()
            + limit
            + ") p ORDER BY "
            + sorted
            + limit;
    Query query = handle.createQuery(sql);
    bindings.forEach(query::bind);
    return query
        .map((row, context) -> new Hit(LoggedModelRow.model(row, context), place(row, keyset)))
        .list();
  }

  private static PageToken place(ResultSet row, Keyset keyset) throws SQLException {
    List<PageValue> values = new ArrayList<>();
    for (int i = 0; i < keyset.columns().size(); i++) {
      Keyset.Column column = keyset.columns().get(i);
      String name = "s" + i;
      values.add(
          switch (column.slot()) {
            case LONG, LONG_OR_ABSENT -> PageValue.of(row.getLong(name));
            case DOUBLE, DOUBLE_OR_ABSENT -> PageValue.of(row.getDouble(name));
            case TEXT, TEXT_OR_ABSENT ->
                PageValue.of(
                    column.sql().equals(ModelSortKey.MODEL_ID)
                        ? LoggedModelIds.wire(row.getObject(name, UUID.class))
                        : row.getString(name));
          });
    }
    return new PageToken(values);
  }
}
