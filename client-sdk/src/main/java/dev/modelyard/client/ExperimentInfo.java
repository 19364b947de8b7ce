package dev.modelyard.client;

import dev.modelyard.client.wire.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** An experiment as the server had it when it was asked. Immutable. */
public final class ExperimentInfo {
  private final String id;
  private final String name;
  private final String artifactLocation;
  private final String lifecycle;
  private final long creationTime;
  private final long lastUpdateTime;
  private final Map<String, String> tags;

  private ExperimentInfo(Json json) {
    id = json.get("experiment_id").text("");
    name = json.get("name").text("");
    artifactLocation = json.get("artifact_location").text("");
    lifecycle = json.get("lifecycle_stage").text("");
    creationTime = json.get("creation_time").number(0);
    lastUpdateTime = json.get("last_update_time").number(0);
    tags = json.get("tags").pairs();
  }

  static ExperimentInfo of(Json json) {
    return new ExperimentInfo(json);
  }

  public String id() {
    return id;
  }

  public String name() {
    return name;
  }

  /** Below which address the artifacts of its runs lie. */
  public String artifactLocation() {
    return artifactLocation;
  }

  public boolean isDeleted() {
    return lifecycle.equals("deleted");
  }

  /** Milliseconds since the epoch. */
  public long creationTime() {
    return creationTime;
  }

  /** Milliseconds since the epoch. */
  public long lastUpdateTime() {
    return lastUpdateTime;
  }

  public Map<String, String> tags() {
    return new LinkedHashMap<>(tags);
  }

  @Override
  public String toString() {
    return "experiment " + id + " (" + name + ")";
  }
}
