package dev.modelyard.server.runs;

import dev.modelyard.server.experiments.Lifecycle;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One execution of training code; times in milliseconds since the epoch.
 *
 * @param number its number among all runs of the server, given at its creation
 */
public record Run(
    UUID runId,
    long number,
    long experimentId,
    String name,
    String userId,
    RunStatus status,
    long startTime,
    @Nullable Long endTime,
    Lifecycle lifecycle,
    String artifactUri) {}
