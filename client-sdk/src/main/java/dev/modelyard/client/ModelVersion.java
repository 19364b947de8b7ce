package dev.modelyard.client;

import dev.modelyard.client.wire.Json;
import java.util.ArrayList;
import java.util.List;

/** A version of a registered model as the server had it when it was asked. Immutable. */
public final class ModelVersion {
  private final String name;
  private final int version;
  private final Stage stage;
  private final List<String> aliases = new ArrayList<>();
  private final String source;
  private final String runId;
  private final String digest;

  private ModelVersion(Json json) {
    name = json.get("name").text("");
    version = (int) json.get("version").number(0);
    // MLflow's word for it, or that of a manifest.
    stage = Stage.named(json.get("current_stage").text(json.get("stage").text("")));
    for (Json alias : json.get("aliases")) {
      aliases.add(alias.text(""));
    }
    source = json.get("source").text("");
    runId = json.get("run_id").text("");
    digest = json.get("digest").text("");
  }

  static ModelVersion of(Json json) {
    return new ModelVersion(json);
  }

  public String name() {
    return name;
  }

  /** Its number, from 1 on. */
  public int version() {
    return version;
  }

  public Stage stage() {
    return stage;
  }

  public List<String> aliases() {
    return List.copyOf(aliases);
  }

  /** Where its files come from. */
  public String source() {
    return source;
  }

  /** The run that made it, or "". */
  public String runId() {
    return runId;
  }

  /** The digest over all of its files, such as {@code sha256:…}; "" unless it was resolved. */
  public String digest() {
    return digest;
  }

  @Override
  public String toString() {
    return name + " version " + version + " (" + stage.wire() + ")";
  }
}
