package dev.modelyard.server.runs.table;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.wire.Numbers;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a table's columns, one a run; absent where a run has none. */
final class Cells {
  private final List<Column> columns;
  private final int rows;
  private final Map<Column, @Nullable Object[]> values = new HashMap<>();

  Cells(List<Column> columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    columns.forEach(column -> values.put(column, new Object[rows]));
  }

  /** The keys of the columns of a kind. */
  String[] keys(Column.Kind kind) {
    return columns.stream()
        .filter(column -> column.kind() == kind)
        .map(Column::key)
        .toArray(String[]::new);
  }

  void putText(Column column, int row, String text) {
    of(column)[row] = text;
  }

  /** Takes a latest value; of two of one run the later counts. */
  void putMetric(String key, int row, Latest value) {
    @Nullable Object[] column = of(new Column(Column.Kind.METRIC, key));
    if (!(column[row] instanceof Latest there) || value.isLaterThan(there)) {
      column[row] = value;
    }
  }

  private @Nullable Object[] of(Column column) {
    @Nullable Object[] cells = values.get(column);
    if (cells == null) {
      throw new IllegalStateException("a value of a column that was not asked for: " + column);
    }
    return cells;
  }

  /** Writes a list with an object for each column. */
  void writeTo(JsonGenerator out) throws IOException {
    out.writeStartArray();
    for (Column column : columns) {
      out.writeStartObject();
      out.writeStringField("key", column.wire());
      out.writeArrayFieldStart("values");
      @Nullable Object[] cells = of(column);
      for (int row = 0; row < rows; row++) {
        write(out, cells[row]);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void write(JsonGenerator out, @Nullable Object cell) throws IOException {
    if (cell instanceof Latest latest) {
      Numbers.write(out, latest.value());
    } else if (cell == null) {
      out.writeNull();
    } else {
      out.writeString((String) cell);
    }
  }
}
