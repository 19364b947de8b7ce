package dev.modelyard.server.artifacts;

/** A place for a file: an owner and a path below its root. */
public record Location(Owner owner, ArtifactPath path) {}
