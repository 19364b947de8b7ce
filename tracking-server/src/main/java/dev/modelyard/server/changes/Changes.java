package dev.modelyard.server.changes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.wire.Uuids;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What one caller is told; {@code reset} says to read all anew.
 *
 * @param experimentOf of which experiments runs and points are, so that a caller who follows for
 *     several others can tell each what it has asked for
 */
record Changes(
    Cursor cursor,
    boolean reset,
    List<UUID> runs,
    List<UUID> points,
    Map<UUID, Long> experimentOf,
    List<UUID> files,
    List<String> models,
    List<Long> experiments) {
  private static final JsonFactory JSON = new JsonFactory();

  Changes {
    runs = List.copyOf(runs);
    points = List.copyOf(points);
    experimentOf = Map.copyOf(experimentOf);
    files = List.copyOf(files);
    models = List.copyOf(models);
    experiments = List.copyOf(experiments);
  }

  boolean isEmpty() {
    return !reset
        && runs.isEmpty()
        && points.isEmpty()
        && files.isEmpty()
        && models.isEmpty()
        && experiments.isEmpty();
  }

  void writeTo(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("cursor", cursor.wire());
    write(out, "runs", runs.stream().map(Uuids::hex).toList());
    write(out, "points", points.stream().map(Uuids::hex).toList());
    out.writeObjectFieldStart("experiment_of");
    for (Map.Entry<UUID, Long> run : experimentOf.entrySet()) {
      out.writeStringField(Uuids.hex(run.getKey()), String.valueOf(run.getValue()));
    }
    out.writeEndObject();
    write(out, "files", files.stream().map(Uuids::hex).toList());
    write(out, "models", models);
    write(out, "experiments", experiments.stream().map(String::valueOf).toList());
    out.writeBooleanField("reset", reset);
    out.writeEndObject();
  }

  /** As one line. */
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      writeTo(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, String field, List<String> values)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
  }
}
