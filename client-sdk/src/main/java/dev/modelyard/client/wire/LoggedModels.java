package dev.modelyard.client.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** The calls of logged models, done so that each can be repeated. */
final class LoggedModels {
  /** The tag by which a model is found again whose making was not answered. */
  private static final String KEY_TAG = "modelyard.model_key";

  private final Calls calls;
  private final Searches searches;

  LoggedModels(Calls calls, Searches searches) {
    this.calls = calls;
    this.searches = searches;
  }

  Json put(String experiment, String runId, String name, String key) throws IOException {
    String ofKey = "tags.`" + KEY_TAG + "` = '" + key + "'";
    for (Json model : searches.models(experiment, ofKey, List.of(), "").get("models")) {
      return model;
    }
    byte[] create =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeStringField("experiment_id", experiment);
              out.writeStringField("name", name);
              out.writeStringField("source_run_id", runId);
              out.writeArrayFieldStart("tags");
              out.writeStartObject();
              out.writeStringField("key", KEY_TAG);
              out.writeStringField("value", key);
              out.writeEndObject();
              out.writeEndArray();
              out.writeEndObject();
            });
    return calls.send("POST", Calls.MLFLOW + "logged-models", create).get("model");
  }

  Json ready(String experiment, String runId, String name) throws IOException {
    String ofRun = "source_run_id = '" + runId + "'";
    for (Json model : searches.models(experiment, ofRun, List.of(), "").get("models")) {
      Json info = model.get("info");
      boolean ready = info.get("status").text("").equals("LOGGED_MODEL_READY");
      if (ready && info.get("name").text("").equals(name)) {
        return info;
      }
    }
    return Json.MISSING;
  }

  void finish(String modelId) throws IOException {
    byte[] ready = Json.texts("model_id", modelId, "status", "LOGGED_MODEL_READY");
    calls.send("PATCH", Calls.MLFLOW + "logged-models/" + modelId, ready);
  }

  /** A stock MLflow refuses an output that the run has already. */
  void noteOutput(Json run, String modelId) throws IOException {
    String runId = run.get("info").get("run_id").text("");
    for (Json output : run.get("outputs").get("model_outputs")) {
      if (output.get("model_id").text("").equals(modelId)) {
        return;
      }
    }
    byte[] body =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeStringField("run_id", runId);
              out.writeArrayFieldStart("models");
              writeModel(out, modelId);
              out.writeEndArray();
              out.writeEndObject();
            });
    calls.send("POST", Calls.MLFLOW + "runs/outputs", body);
  }

  private static void writeModel(JsonGenerator out, String modelId) throws IOException {
    out.writeStartObject();
    out.writeStringField("model_id", modelId);
    out.writeNumberField("step", 0);
    out.writeEndObject();
  }
}
