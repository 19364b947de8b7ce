package dev.modelyard.server.runs.search;

/**
 * Where a sort key is found in a statement.
 *
 * @param rank SQL of 0 for a value, 1 for NaN, 2 for none
 * @param value SQL of the value
 */
record SortColumn(String rank, String value) {}
