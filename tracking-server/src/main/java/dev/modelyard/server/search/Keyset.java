package dev.modelyard.server.search;

import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * The order of a search and where its pages begin, in SQL. A page goes on behind the sort values of
 * the last row of the page before, so a deep page costs what the first does.
 *
 * @param columns the last of them tells all rows apart
 */
public record Keyset(List<Column> columns) {

  /** A column that is never null, the way it is sorted, and how a token carries its value. */
  public record Column(String sql, boolean ascending, PageToken.Slot slot) {}

  public Keyset {
    columns = List.copyOf(columns);
  }

  /** What stands behind ORDER BY. */
  public String orderBy() {
    return columns.stream()
        .map(column -> column.sql() + (column.ascending() ? " ASC" : " DESC"))
        .collect(Collectors.joining(", "));
  }

  /** The types of a token's values. */
  public List<PageToken.Slot> slots() {
    return columns.stream().map(Column::slot).toList();
  }

  /** The condition of the rows behind {@code token}, in an order of mixed directions. */
  public String behind(PageToken token, Bindings bindings) {
    StringJoiner either = new StringJoiner(" OR ", "(", ")");
    StringBuilder equalSoFar = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      String value =
          bindings.add(
              column.slot() == PageToken.Slot.TEXT ? token.textAt(i) : (Object) token.longAt(i));
      String further = column.sql() + (column.ascending() ? " > " : " < ") + value;
      either.add("(" + equalSoFar + further + ")");
      equalSoFar.append(column.sql()).append(" = ").append(value).append(" AND ");
    }
    return either.toString();
  }
}
