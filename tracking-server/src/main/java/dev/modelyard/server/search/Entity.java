package dev.modelyard.server.search;

import java.util.Locale;

/** What a searched field belongs to: a column of the thing itself, or one of its keyed parts. */
public enum Entity {
  ATTRIBUTE,
  METRIC,
  PARAM,
  TAG,
  DATASET;

  /** The word for messages. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
