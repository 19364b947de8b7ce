package dev.modelyard.server.search;

import java.util.Locale;

/** What a searched field belongs to: a column of the thing itself, or one of its keyed parts. */
public enum Entity {
  ATTRIBUTE,
  METRIC,
  PARAM,
  TAG,
  DATASET,

  /** A param, read as a number; one that is none counts as absent. */
  NUMBER,

  /** A file that the server keeps for a run. */
  FILE;

  /** The word for messages. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
