package dev.modelyard.server.runs.table;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A metric of some experiments.
 *
 * @param min the least of the latest values that are finite, null where none is
 * @param max the greatest of them
 * @param isMain whether the experiment says that its runs are judged by it; of several experiments
 *     none does
 */
record MetricRange(String key, @Nullable Double min, @Nullable Double max, boolean isMain) {

  /** The range over both. */
  MetricRange and(MetricRange other) {
    return new MetricRange(
        key,
        min == null
            ? other.min
            : other.min == null ? min : Double.valueOf(Math.min(min, other.min)),
        max == null
            ? other.max
            : other.max == null ? max : Double.valueOf(Math.max(max, other.max)),
        isMain);
  }

  void writeTo(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("key", key);
    if (min != null && max != null) {
      out.writeNumberField("min", min);
      out.writeNumberField("max", max);
    }
    out.writeEndObject();
  }
}
