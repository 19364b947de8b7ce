package dev.modelyard.server.registry;

import dev.modelyard.server.wire.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a registered model.
 *
 * @param modelId the registered model's own number, which outlives a change of its name
 * @param name the registered model's
 * @param version from 1 on, without gaps but those that deletions leave
 * @param source what the caller named
 * @param storageLocation where the files lie: the source, or what {@code models:/…} stood for
 * @param runId empty when none was named
 * @param loggedModelId empty when none was named
 * @param creationTime in milliseconds since the epoch, as lastUpdateTime
 */
public record ModelVersion(
    long modelId,
    String name,
    int version,
    Stage stage,
    @Nullable String description,
    String source,
    String storageLocation,
    String runId,
    String runLink,
    String loggedModelId,
    long creationTime,
    long lastUpdateTime,
    List<KeyValue> tags,
    List<String> aliases) {

  public ModelVersion {
    tags = List.copyOf(tags);
    aliases = List.copyOf(aliases);
  }
}
