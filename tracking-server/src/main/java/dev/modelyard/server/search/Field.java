package dev.modelyard.server.search;

/**
 * A field that a filter or an order names. The key of an attribute or dataset is canonical (one of
 * the grammar's own words); the key of a metric, param or tag is the caller's text.
 */
public record Field(Entity entity, String key) {}
