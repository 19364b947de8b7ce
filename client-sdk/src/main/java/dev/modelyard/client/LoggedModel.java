package dev.modelyard.client;

import dev.modelyard.client.wire.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model that a run has logged, as the server had it when it was asked. Immutable. */
public final class LoggedModel {
  private static final String STATUS = "LOGGED_MODEL_";

  private final String id;
  private final String name;
  private final String experimentId;
  private final String runId;
  private final String status;
  private final String artifactUri;
  private final long creationTime;
  private final Map<String, String> params;
  private final Map<String, String> tags;
  private final Map<String, MetricPoint> metrics = new LinkedHashMap<>();

  private LoggedModel(Json model) {
    Json info = model.get("info");
    id = info.get("model_id").text("");
    name = info.get("name").text("");
    experimentId = info.get("experiment_id").text("");
    runId = info.get("source_run_id").text("");
    status = info.get("status").text("").replace(STATUS, "");
    artifactUri = info.get("artifact_uri").text("");
    creationTime = info.get("creation_timestamp_ms").number(0);
    tags = info.get("tags").pairs();
    params = model.get("data").get("params").pairs();
    for (Json metric : model.get("data").get("metrics")) {
      MetricPoint point = MetricPoint.of(metric);
      metrics.put(point.key(), point);
    }
  }

  static LoggedModel of(Json json) {
    return new LoggedModel(json);
  }

  public String id() {
    return id;
  }

  public String name() {
    return name;
  }

  public String experimentId() {
    return experimentId;
  }

  /** The run that logged it, or "". */
  public String runId() {
    return runId;
  }

  /** READY once it has all of its files; before that PENDING, or UPLOAD_FAILED. */
  public String status() {
    return status;
  }

  /** Where its files lie. */
  public String artifactUri() {
    return artifactUri;
  }

  /** Milliseconds since the epoch. */
  public long creationTime() {
    return creationTime;
  }

  public Map<String, String> params() {
    return new LinkedHashMap<>(params);
  }

  public Map<String, String> tags() {
    return new LinkedHashMap<>(tags);
  }

  /** A point of each metric that was logged for it; of several datasets only one's. */
  public Map<String, MetricPoint> metrics() {
    return new LinkedHashMap<>(metrics);
  }

  @Override
  public String toString() {
    return "model " + id + " (" + name + ", " + status + ")";
  }
}
