package dev.modelyard.server.loggedmodels;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** What training saved, without the points that were logged of it; times in milliseconds. */
record LoggedModel(
    UUID modelId,
    long experimentId,
    String name,
    String modelType,
    String sourceRunId,
    ModelStatus status,
    long creationTime,
    long lastUpdateTime,
    String artifactUri,
    List<ModelText> params,
    List<ModelText> tags) {

  LoggedModel {
    params = List.copyOf(params);
    tags = List.copyOf(tags);
  }

  void writeTo(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeFieldName("info");
    writeInfo(out);
    out.writeObjectFieldStart("data");
    writeAll(out, "params", params);
    out.writeEndObject();
    out.writeEndObject();
  }

  private void writeInfo(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("model_id", LoggedModelIds.wire(modelId));
    out.writeStringField("experiment_id", Long.toString(experimentId));
    out.writeStringField("name", name);
    out.writeNumberField("creation_timestamp_ms", creationTime);
    out.writeNumberField("last_updated_timestamp_ms", lastUpdateTime);
    out.writeStringField("artifact_uri", artifactUri);
    out.writeStringField("status", status.name());
    out.writeStringField("model_type", modelType);
    out.writeStringField("source_run_id", sourceRunId);
    writeAll(out, "tags", tags);
    out.writeEndObject();
  }

  private static void writeAll(JsonGenerator out, String field, List<ModelText> texts)
      throws IOException {
    if (texts.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart(field);
    for (ModelText text : texts) {
      out.writeStartObject();
      out.writeStringField("key", text.key());
      out.writeStringField("value", text.value());
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
