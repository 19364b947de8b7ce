package dev.modelyard.server.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.wire.KeyValue;
import java.io.IOException;
import java.util.List;

/** Model versions as MLflow's wire spells them, empty lists left out. */
public final class VersionAnswer {
  private VersionAnswer() {}

  /** With aliases, as calls that answer one version do. */
  static void write(JsonGenerator out, ModelVersion version) throws IOException {
    write(out, version, version.aliases());
  }

  /** Without aliases, as MLflow's lists of versions are. */
  public static void writeListed(JsonGenerator out, ModelVersion version) throws IOException {
    write(out, version, List.of());
  }

  private static void write(JsonGenerator out, ModelVersion version, List<String> aliases)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("name", version.name());
    out.writeStringField("version", Integer.toString(version.version()));
    out.writeNumberField("creation_timestamp", version.creationTime());
    out.writeNumberField("last_updated_timestamp", version.lastUpdateTime());
    out.writeStringField("current_stage", version.stage().wire());
    String description = version.description();
    if (description != null) {
      out.writeStringField("description", description);
    }
    out.writeStringField("source", version.source());
    out.writeStringField("run_id", version.runId());
    // Registering takes no time here: what is committed can be loaded.
    out.writeStringField("status", "READY");
    writeTags(out, version.tags());
    out.writeStringField("run_link", version.runLink());
    if (!aliases.isEmpty()) {
      out.writeArrayFieldStart("aliases");
      for (String alias : aliases) {
        out.writeString(alias);
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  static void writeTags(JsonGenerator out, List<KeyValue> tags) throws IOException {
    if (tags.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("tags");
    for (KeyValue tag : tags) {
      out.writeStartObject();
      out.writeStringField("key", tag.key());
      out.writeStringField("value", tag.value());
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
