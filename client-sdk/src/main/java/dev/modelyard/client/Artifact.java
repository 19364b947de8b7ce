package dev.modelyard.client;

import dev.modelyard.client.wire.Json;

/** A file or folder among the artifacts of a run. Immutable. */
public final class Artifact {
  private final String path;
  private final boolean folder;
  private final long size;

  private Artifact(Json json) {
    path = json.get("path").text("");
    folder = json.get("is_dir").isTrue();
    size = json.get("file_size").number(0);
  }

  static Artifact of(Json json) {
    return new Artifact(json);
  }

  /** Its path from the run's top, such as {@code plots/loss.png}. */
  public String path() {
    return path;
  }

  public boolean isFolder() {
    return folder;
  }

  /** Bytes of a file; 0 of a folder. */
  public long size() {
    return size;
  }

  @Override
  public String toString() {
    return path + (folder ? "/" : " (" + size + " bytes)");
  }
}
