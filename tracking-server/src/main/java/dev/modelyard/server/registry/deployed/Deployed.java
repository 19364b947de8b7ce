package dev.modelyard.server.registry.deployed;

import org.jspecify.annotations.Nullable;

/**
 * A version in Production, or one that an alias points to, and how that came about.
 *
 * @param alias null for what is in Production
 * @param since in milliseconds since the epoch; null, as actor, way and reason, when the log of
 *     changes does not tell
 * @param fetched when the version's files were fetched last, in milliseconds since the epoch; null,
 *     as fetchedWith and fetchedBy, when nobody did
 * @param fetchedWith the program that fetched them, empty when it did not tell
 */
public record Deployed(
    String model,
    boolean guarded,
    int version,
    String runId,
    @Nullable String alias,
    @Nullable Long since,
    @Nullable String actor,
    @Nullable String way,
    @Nullable String reason,
    @Nullable Long fetched,
    @Nullable String fetchedWith,
    @Nullable String fetchedBy) {}
