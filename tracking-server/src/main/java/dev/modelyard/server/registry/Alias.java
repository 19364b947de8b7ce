package dev.modelyard.server.registry;

/** A movable name of one version of a model. */
public record Alias(String name, int version) {}
