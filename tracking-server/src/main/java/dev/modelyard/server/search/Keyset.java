package dev.modelyard.server.search;

import java.util.ArrayList;
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
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(value(token, i));
    }
    return behind(values, bindings);
  }

  /** The value of a token for the {@code i}-th column. */
  public Object value(PageToken token, int i) {
    return switch (columns.get(i).slot()) {
      case LONG, LONG_OR_ABSENT -> token.longAt(i);
      case DOUBLE, DOUBLE_OR_ABSENT -> token.doubleAt(i);
      case TEXT, TEXT_OR_ABSENT -> token.textAt(i);
    };
  }

  /** As {@link #behind(PageToken, Bindings)}, with the values to be bound, one a column. */
  public String behind(List<Object> values, Bindings bindings) {
    StringJoiner either = new StringJoiner(" OR ", "(", ")");
    StringBuilder equalSoFar = new StringBuilder();
    String bound = "";
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      String place = bindings.add(values.get(i));
      either.add(
          "(" + equalSoFar + column.sql() + (column.ascending() ? " > " : " < ") + place + ")");
      equalSoFar.append(column.sql()).append(" = ").append(place).append(" AND ");
      if (i == 0) {
        // Follows from the rest, and is what an index of that order can begin at.
        bound = column.sql() + (column.ascending() ? " >= " : " <= ") + place + " AND ";
      }
    }
    return bound + either;
  }
}
