package dev.modelyard.server.registry;

import dev.modelyard.server.wire.KeyValue;
import java.util.List;

/**
 * A name under which versions of a model are kept.
 *
 * @param modelId its own number, which outlives a change of its name
 * @param protectedAliases those that a guarded model does not give up
 * @param creationTime in milliseconds since the epoch, as lastUpdateTime
 */
public record RegisteredModel(
    long modelId,
    String name,
    String description,
    ModelMode mode,
    List<String> protectedAliases,
    long creationTime,
    long lastUpdateTime,
    List<KeyValue> tags,
    List<Alias> aliases) {

  /** Its value marks what is no model but a prompt. */
  public static final String PROMPT_TAG = "mlflow.prompt.is_prompt";

  public RegisteredModel {
    protectedAliases = List.copyOf(protectedAliases);
    tags = List.copyOf(tags);
    aliases = List.copyOf(aliases);
  }

  /** Whether such tags mark a prompt. */
  static boolean isPrompt(List<KeyValue> tags) {
    return tags.stream()
        .anyMatch(tag -> tag.key().equals(PROMPT_TAG) && tag.value().equalsIgnoreCase("true"));
  }
}
