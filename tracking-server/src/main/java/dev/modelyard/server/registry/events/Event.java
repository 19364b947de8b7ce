package dev.modelyard.server.registry.events;

import org.jspecify.annotations.Nullable;

/**
 * One change of the registry.
 *
 * @param modelId the registered model's own number
 * @param model its name, before the change
 * @param version of which version, null when it is the model's own affair
 * @param key the tag's key, the alias, the setting, or that a version came back by a rollback; null
 *     for other actions
 * @param before what was: a stage, a value, a name; null when there was nothing
 * @param after what is now, null when there is nothing any more
 */
public record Event(
    Action action,
    long modelId,
    String model,
    @Nullable Integer version,
    @Nullable String key,
    @Nullable String before,
    @Nullable String after) {}
