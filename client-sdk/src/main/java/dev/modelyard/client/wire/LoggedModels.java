package dev.modelyard.client.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The calls of logged models, done so that each can be repeated. */
final class LoggedModels {
  /** The tag by which a model is found again whose making was not answered. */
  private static final String KEY_TAG = "modelyard.model_key";

  private final Calls calls;

  LoggedModels(Calls calls) {
    this.calls = calls;
  }

  Json put(String experiment, String runId, String name, String key) throws IOException {
    for (Json model : search(experiment, "tags.`" + KEY_TAG + "` = '" + key + "'")) {
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

  /** The models of an experiment that a filter finds, the newest first, at most a page. */
  private Json search(String experiment, String filter) throws IOException {
    byte[] search =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeArrayFieldStart("experiment_ids");
              out.writeString(experiment);
              out.writeEndArray();
              out.writeStringField("filter", filter);
              out.writeEndObject();
            });
    return calls.send("POST", Calls.MLFLOW + "logged-models/search", search).get("models");
  }

  Json ready(String experiment, String runId, String name) throws IOException {
    for (Json model : search(experiment, "source_run_id = '" + runId + "'")) {
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
