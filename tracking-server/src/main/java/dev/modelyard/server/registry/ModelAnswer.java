package dev.modelyard.server.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Registered models as MLflow's wire spells them, what is empty left out. */
public final class ModelAnswer {
  private ModelAnswer() {}

  /** A model with the highest version in each stage. */
  public static void write(JsonGenerator out, RegisteredModel model, List<ModelVersion> latest)
      throws IOException {
    out.writeStartObject();
    writeFields(out, model, latest);
    out.writeEndObject();
  }

  /** As our own routes answer: with what MLflow does not know. */
  public static void writeOwn(JsonGenerator out, RegisteredModel model, List<ModelVersion> latest)
      throws IOException {
    out.writeStartObject();
    writeOwnFields(out, model, latest);
    out.writeEndObject();
  }

  /** As {@link #writeOwn}, with the version that a rollback would bring back, if any. */
  static void writeOwn(
      JsonGenerator out,
      RegisteredModel model,
      List<ModelVersion> latest,
      Optional<ModelVersion> previous)
      throws IOException {
    out.writeStartObject();
    writeOwnFields(out, model, latest);
    if (previous.isPresent()) {
      out.writeStringField("previous_production", Integer.toString(previous.get().version()));
    }
    out.writeEndObject();
  }

  private static void writeOwnFields(
      JsonGenerator out, RegisteredModel model, List<ModelVersion> latest) throws IOException {
    writeFields(out, model, latest);
    out.writeNumberField("model_id", model.modelId());
    out.writeStringField("mode", model.mode().wire());
    out.writeArrayFieldStart("protected_aliases");
    for (String alias : model.protectedAliases()) {
      out.writeString(alias);
    }
    out.writeEndArray();
  }

  private static void writeFields(
      JsonGenerator out, RegisteredModel model, List<ModelVersion> latest) throws IOException {
    out.writeStringField("name", model.name());
    out.writeNumberField("creation_timestamp", model.creationTime());
    out.writeNumberField("last_updated_timestamp", model.lastUpdateTime());
    if (!model.description().isEmpty()) {
      out.writeStringField("description", model.description());
    }
    if (!latest.isEmpty()) {
      out.writeArrayFieldStart("latest_versions");
      for (ModelVersion version : latest) {
        VersionAnswer.writeListed(out, version);
      }
      out.writeEndArray();
    }
    VersionAnswer.writeTags(out, model.tags());
    if (!model.aliases().isEmpty()) {
      out.writeArrayFieldStart("aliases");
      for (Alias alias : model.aliases()) {
        out.writeStartObject();
        out.writeStringField("alias", alias.name());
        out.writeStringField("version", Integer.toString(alias.version()));
        out.writeEndObject();
      }
      out.writeEndArray();
    }
  }
}
