package dev.modelyard.server.runs.inputs;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A dataset of an experiment: what it is, where it came from, and what it looked like. */
record Dataset(
    UUID datasetId,
    String name,
    String digest,
    String sourceType,
    String source,
    @Nullable String schema,
    @Nullable String profile) {

  void writeTo(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", name);
    out.writeStringField("digest", digest);
    out.writeStringField("source_type", sourceType);
    out.writeStringField("source", source);
    if (schema != null) {
      out.writeStringField("schema", schema);
    }
    if (profile != null) {
      out.writeStringField("profile", profile);
    }
    out.writeEndObject();
  }
}
