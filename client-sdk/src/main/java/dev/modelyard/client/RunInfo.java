package dev.modelyard.client;

import dev.modelyard.client.wire.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** A run as the server had it when it was asked. Immutable. */
public final class RunInfo {
  private final String id;
  private final String experimentId;
  private final String name;
  private final String status;
  private final String artifactUri;
  private final long startTime;
  private final OptionalLong endTime;
  private final Map<String, String> params;
  private final Map<String, String> tags;
  private final Map<String, MetricPoint> metrics = new LinkedHashMap<>();

  private RunInfo(Json run) {
    Json info = run.get("info");
    id = info.get("run_id").text("");
    experimentId = info.get("experiment_id").text("");
    name = info.get("run_name").text("");
    status = info.get("status").text("");
    artifactUri = info.get("artifact_uri").text("");
    startTime = info.get("start_time").number(0);
    long end = info.get("end_time").number(-1);
    endTime = end < 0 ? OptionalLong.empty() : OptionalLong.of(end);
    params = run.get("data").get("params").pairs();
    tags = run.get("data").get("tags").pairs();
    for (Json metric : run.get("data").get("metrics")) {
      MetricPoint point = MetricPoint.of(metric);
      metrics.put(point.key(), point);
    }
  }

  static RunInfo of(Json run) {
    return new RunInfo(run);
  }

  public String id() {
    return id;
  }

  public String experimentId() {
    return experimentId;
  }

  public String name() {
    return name;
  }

  /** RUNNING, SCHEDULED, FINISHED, FAILED or KILLED. */
  public String status() {
    return status;
  }

  /** Where its artifacts lie. */
  public String artifactUri() {
    return artifactUri;
  }

  /** Milliseconds since the epoch. */
  public long startTime() {
    return startTime;
  }

  /** Milliseconds since the epoch; empty while it runs. */
  public OptionalLong endTime() {
    return endTime;
  }

  public Map<String, String> params() {
    return new LinkedHashMap<>(params);
  }

  public Map<String, String> tags() {
    return new LinkedHashMap<>(tags);
  }

  /** The latest point of each metric: that of the greatest step, then time, then value. */
  public Map<String, MetricPoint> metrics() {
    return new LinkedHashMap<>(metrics);
  }

  @Override
  public String toString() {
    return "run " + id + " (" + name + ", " + status + ")";
  }
}
