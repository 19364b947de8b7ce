package dev.modelyard.server.runs.search;

import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import dev.modelyard.server.search.PageToken;

/** A field by which runs are ordered, and which way. */
public record SortKey(Field field, boolean ascending) {
  /** A value is there. */
  static final int PRESENT = 0;

  /** The metric's latest value is NaN. */
  static final int NAN = 1;

  /** The run has no such key. */
  static final int ABSENT = 2;

  /** Text is ordered by its first characters, as many as the indexes hold. */
  static final int TEXT_PREFIX = 200;

  boolean mayBeAbsent() {
    return field.entity() != Entity.ATTRIBUTE || field.key().equals("end_time");
  }

  PageToken.Slot slot() {
    return switch (field.entity()) {
      case METRIC, NUMBER -> PageToken.Slot.DOUBLE_OR_ABSENT;
      case PARAM, TAG, DATASET, FILE -> PageToken.Slot.TEXT_OR_ABSENT;
      case ATTRIBUTE ->
          switch (field.key()) {
            case "start_time", "end_time" -> PageToken.Slot.LONG_OR_ABSENT;
            default -> PageToken.Slot.TEXT_OR_ABSENT;
          };
    };
  }

  /** The rank of the token's run by the {@code i}-th key of its order; a forged one is cut. */
  static int rank(PageToken token, int i) {
    return (int) Math.max(PRESENT, Math.min(ABSENT, token.longAt(2 * i)));
  }

  /** Where the run of a token stands by this key, the {@code i}-th of its order. */
  Place place(PageToken token, int i, Bindings bindings) {
    int rank = rank(token, i);
    if (token.isAbsent(2 * i + 1) || rank != PRESENT) {
      return new Place(this, mayBeAbsent() ? Math.max(rank, NAN) : PRESENT, "NULL");
    }
    return new Place(this, PRESENT, bindings.add(bindable(token, 2 * i + 1)));
  }

  private Object bindable(PageToken token, int at) {
    if (isRunId()) {
      // A token can be forged: what is no id names no run, and never reaches the database.
      return RunIds.parse(token.textAt(at)).orElseThrow(PageToken::malformed);
    }
    return switch (slot()) {
      case DOUBLE, DOUBLE_OR_ABSENT -> token.doubleAt(at);
      case LONG, LONG_OR_ABSENT -> token.longAt(at);
      case TEXT, TEXT_OR_ABSENT -> token.textAt(at);
    };
  }

  boolean isStartTime() {
    return field.entity() == Entity.ATTRIBUTE && field.key().equals("start_time");
  }

  boolean isRunId() {
    return field.entity() == Entity.ATTRIBUTE && field.key().equals("run_id");
  }

  /** A place in the order of one key. */
  record Place(SortKey key, int rank, String value) {
    /** The condition of standing further behind. */
    String further(SortColumn column) {
      String beyond = column.value() + (key.ascending() ? " > " : " < ") + value;
      if (!key.mayBeAbsent()) {
        return beyond;
      }
      return rank == PRESENT
          ? "(" + column.rank() + " > 0 OR (" + column.rank() + " = 0 AND " + beyond + "))"
          : column.rank() + " > " + rank;
    }

    /** The condition of standing at the same place. */
    String equal(SortColumn column) {
      String same = column.value() + " = " + value;
      if (!key.mayBeAbsent()) {
        return same;
      }
      String sameRank = column.rank() + " = " + rank;
      return rank == PRESENT ? "(" + sameRank + " AND " + same + ")" : sameRank;
    }
  }
}
