package dev.modelyard.server.loggedmodels;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Logged models as the wire spells them, empty lists left out. What belongs to them is read in
 * portions while it is written, since neither models nor their points are few.
 */
public final class LoggedModelAnswer {
  /** Models whose data is in memory at a time. */
  private static final int MODELS = 50;

  private final LoggedModels models;

  public LoggedModelAnswer(LoggedModels models) {
    this.models = models;
  }

  /** Writes one model after the other. */
  public void writeAll(JsonGenerator out, List<LoggedModel> page) throws IOException {
    for (int from = 0; from < page.size(); from += MODELS) {
      List<LoggedModel> some = page.subList(from, Math.min(page.size(), from + MODELS));
      Map<UUID, ModelData> data = models.data(some.stream().map(LoggedModel::modelId).toList());
      for (LoggedModel model : some) {
        write(out, model, data.getOrDefault(model.modelId(), ModelData.empty()));
      }
    }
  }

  void write(JsonGenerator out, LoggedModel model, ModelData data) throws IOException {
    out.writeStartObject();
    out.writeFieldName("info");
    writeInfo(out, model, data.tags());
    out.writeObjectFieldStart("data");
    writeTexts(out, "params", data.params());
    if (!data.points().isEmpty()) {
      out.writeArrayFieldStart("metrics");
      writePoints(out, model.modelId(), data.points());
      out.writeEndArray();
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void writeInfo(JsonGenerator out, LoggedModel model, List<ModelText> tags)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("model_id", LoggedModelIds.wire(model.modelId()));
    out.writeStringField("experiment_id", Long.toString(model.experimentId()));
    out.writeStringField("name", model.name());
    out.writeNumberField("creation_timestamp_ms", model.creationTime());
    out.writeNumberField("last_updated_timestamp_ms", model.lastUpdateTime());
    out.writeStringField("artifact_uri", model.artifactUri());
    out.writeStringField("status", model.status().name());
    out.writeStringField("model_type", model.modelType());
    out.writeStringField("source_run_id", model.sourceRunId());
    writeTexts(out, "tags", tags);
    out.writeEndObject();
  }

  private static void writeTexts(JsonGenerator out, String field, List<ModelText> texts)
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

  private void writePoints(JsonGenerator out, UUID model, List<ModelPoint> first)
      throws IOException {
    String wireId = LoggedModelIds.wire(model);
    List<ModelPoint> points = first;
    for (int asked = ModelData.FIRST_POINTS; ; asked = LoggedModels.MORE_POINTS) {
      for (ModelPoint point : points) {
        point.writeTo(out, wireId);
      }
      if (points.size() < asked) {
        return;
      }
      points = models.pointsBehind(model, points.get(points.size() - 1));
    }
  }
}
