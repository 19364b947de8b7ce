package dev.modelyard.server.registry;

import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.KeyValue;
import dev.modelyard.server.wire.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for a new version of a registered model; its source is still to be resolved.
 *
 * @param runId null when not given, which for a copy is not the same as empty
 * @param loggedModelId as runId
 */
record CreateVersion(
    String name,
    String source,
    @Nullable String runId,
    @Nullable String loggedModelId,
    String runLink,
    String description,
    List<KeyValue> tags) {
  private static final int MAX_LINK = 2_048;

  CreateVersion {
    tags = List.copyOf(tags);
  }

  static CreateVersion read(FieldReader in) {
    String name = null;
    String source = null;
    String runId = null;
    String loggedModelId = null;
    String runLink = null;
    String description = null;
    List<KeyValue> tags = List.of();
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "name" -> name = in.string();
        case "source" -> source = in.string();
        case "run_id" -> runId = in.string();
        case "model_id" -> loggedModelId = in.string();
        case "run_link" -> runLink = in.string();
        case "description" -> description = in.string();
        case "tags" -> tags = ModelTags.readAll(in);
        default -> in.skip();
      }
    }
    return new CreateVersion(
        ModelNames.checked(in.requireText(name, "name")),
        in.requireText(source, "source"),
        runId,
        loggedModelId,
        runLink == null ? "" : Texts.atMost(MAX_LINK, runLink, "The run_link"),
        CreateModel.description(description),
        tags);
  }

  boolean isPrompt() {
    return RegisteredModel.isPrompt(tags);
  }
}
