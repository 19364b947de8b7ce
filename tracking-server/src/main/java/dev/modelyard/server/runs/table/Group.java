package dev.modelyard.server.runs.table;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs that have something in common.
 *
 * @param value what they have; null if that is nothing
 * @param numbers of the columns in which they have any
 */
record Group(@Nullable String value, long runs, Map<Column, Spread> numbers) {

  /**
   * What the numbers of a column are like.
   *
   * @param deviation from the mean, of a sample; null of a single number
   */
  record Spread(long count, double mean, @Nullable Double deviation, double min, double max) {
    private void writeTo(JsonGenerator out, Column column) throws IOException {
      out.writeStartObject();
      out.writeStringField("key", column.wire());
      out.writeNumberField("count", count);
      out.writeNumberField("mean", mean);
      if (deviation != null) {
        out.writeNumberField("deviation", deviation);
      }
      out.writeNumberField("min", min);
      out.writeNumberField("max", max);
      out.writeEndObject();
    }
  }

  /** Writes the numbers in the order of {@code columns}. */
  void writeTo(JsonGenerator out, List<Column> columns) throws IOException {
    out.writeStartObject();
    out.writeStringField("value", value);
    out.writeNumberField("runs", runs);
    out.writeArrayFieldStart("columns");
    for (Column column : columns) {
      Spread spread = numbers.get(column);
      if (spread != null) {
        spread.writeTo(out, column);
      }
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
