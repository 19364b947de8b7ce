package dev.modelyard.server.runs.table;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

/**
 * A param or tag of some experiments.
 *
 * @param sample the first values in the order of text, each once, cut after 200 characters; all of
 *     them when they are fewer than {@link #SAMPLE}
 */
record TextRange(String key, List<String> sample) {
  static final int SAMPLE = 20;

  TextRange {
    sample = List.copyOf(sample);
  }

  /** The range over both. */
  TextRange and(TextRange other) {
    TreeSet<String> all = new TreeSet<>(sample);
    all.addAll(other.sample);
    return new TextRange(key, all.stream().limit(SAMPLE).toList());
  }

  void writeTo(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("key", key);
    out.writeNumberField("values", sample.size());
    out.writeArrayFieldStart("sample");
    for (String value : sample) {
      out.writeString(value);
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
