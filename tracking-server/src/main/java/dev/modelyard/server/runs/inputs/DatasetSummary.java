package dev.modelyard.server.runs.inputs;

import org.jspecify.annotations.Nullable;

/** That runs of an experiment used a dataset, and what for if they said so. */
record DatasetSummary(long experimentId, String name, String digest, @Nullable String context) {}
