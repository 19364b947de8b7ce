package dev.modelyard.server.loggedmodels;

import java.util.UUID;

/** What training saved, without what belongs to it; times in milliseconds since the epoch. */
public record LoggedModel(
    UUID modelId,
    long experimentId,
    String name,
    String modelType,
    String sourceRunId,
    ModelStatus status,
    long creationTime,
    long lastUpdateTime,
    String artifactUri) {}
