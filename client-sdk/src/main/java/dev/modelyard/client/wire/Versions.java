package dev.modelyard.client.wire;

import java.io.IOException;

/** Versions of registered models, made so that the call can be repeated. */
final class Versions {
  /** The tag by which a version is found again whose making was not answered. */
  private static final String KEY_TAG = "modelyard.version_key";

  private final Calls calls;

  Versions(Calls calls) {
    this.calls = calls;
  }

  /** The version of a logged model that this SDK has made under a name; else the next one. */
  Json put(String name, String source, String runId, String modelId) throws IOException {
    String filter = "run_id = '" + runId + "' AND tags.`" + KEY_TAG + "` = '" + modelId + "'";
    Json found = calls.get("model-versions/search", "filter", filter);
    for (Json version : found.get("model_versions")) {
      // Not in the filter: a name can hold what no filter can quote.
      if (version.get("name").text("").equals(name)) {
        return version;
      }
    }
    byte[] create =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeStringField("name", name);
              out.writeStringField("source", source);
              out.writeStringField("run_id", runId);
              out.writeStringField("model_id", modelId);
              out.writeArrayFieldStart("tags");
              out.writeStartObject();
              out.writeStringField("key", KEY_TAG);
              out.writeStringField("value", modelId);
              out.writeEndObject();
              out.writeEndArray();
              out.writeEndObject();
            });
    return calls.send("POST", Calls.MLFLOW + "model-versions/create", create).get("model_version");
  }
}
