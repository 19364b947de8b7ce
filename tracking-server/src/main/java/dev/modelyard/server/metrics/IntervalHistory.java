package dev.modelyard.server.metrics;

import dev.modelyard.server.db.Database;
import java.util.UUID;

/**
 * Even samples of histories, for charts. A sample needs the order of all points, and a long history
 * may hold millions: so samples come first from few points in memory and, where those do not
 * suffice, from many, one such history at a time. Thread-safe.
 */
public final class IntervalHistory {
  /** Histories up to here, 1.5 MB in memory, are sampled side by side. */
  private static final int FEW = 50_000;

  /** Histories up to here, 30 MB in memory, are sampled exactly. */
  static final int EXACT = 1_000_000;

  private final Database database;
  private final Object many = new Object();

  public IntervalHistory(Database database) {
    this.database = database;
  }

  /** Steps from one to another, both among them. */
  record Steps(long start, long end) {
    static final Steps ALL = new Steps(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** At most {@code count} points, ordered by (step, timestamp, value). */
  Points sample(UUID runId, String key, Steps steps, int count) {
    SampledPoints few = read(runId, key, steps, FEW, false);
    if (!few.isThinned()) {
      return few.evenly(count);
    }
    synchronized (many) {
      return read(runId, key, steps, EXACT, true).evenly(count);
    }
  }

  private SampledPoints read(UUID runId, String key, Steps steps, int exact, boolean thinned) {
    return database.transaction(
        handle -> {
          SampledPoints points = new SampledPoints(steps.start(), steps.end(), exact);
          HistoryStore.rows(
              handle,
              runId,
              key,
              row -> {
                points.add(row);
                return thinned || !points.isThinned();
              });
          return points;
        });
  }
}
