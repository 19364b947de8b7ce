package dev.modelyard.server.experiments;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.wire.Keys;
import dev.modelyard.server.wire.Texts;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A named group of runs; times in milliseconds since the epoch. */
public record Experiment(
    long experimentId,
    String name,
    String artifactLocation,
    boolean deleted,
    long creationTime,
    long lastUpdateTime,
    List<Tag> tags) {

  /** A key with a text that may change. */
  public record Tag(String key, String value) {
    /** Longest value, in code points; a longer one is refused, never cut. */
    private static final int MAX_VALUE = 20_000;

    /** A tag whose key and value keep the rules; an absent value is the empty text. */
    static Tag checked(String key, @Nullable String value) {
      return new Tag(
          Keys.checked(key, "key"),
          Texts.atMost(MAX_VALUE, value == null ? "" : value, "The tag's value"));
    }
  }

  public Experiment {
    tags = List.copyOf(tags);
  }

  public void writeTo(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("experiment_id", Long.toString(experimentId));
    out.writeStringField("name", name);
    out.writeStringField("artifact_location", artifactLocation);
    out.writeStringField("lifecycle_stage", Lifecycle.of(deleted).wire());
    out.writeNumberField("last_update_time", lastUpdateTime);
    out.writeNumberField("creation_time", creationTime);
    if (!tags.isEmpty()) {
      out.writeArrayFieldStart("tags");
      for (Tag tag : tags) {
        out.writeStartObject();
        out.writeStringField("key", tag.key());
        out.writeStringField("value", tag.value());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    out.writeStringField("workspace", "default");
    out.writeEndObject();
  }
}
