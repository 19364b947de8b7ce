package dev.modelyard.server.metrics;

import java.util.Arrays;

/**
 * Drops exact repeats from points that come row by row, the rows in ascending order of their first
 * timestamps. A point can be passed on once no later row can repeat it: so few points wait, and
 * never more than {@value #WINDOW} of a metric for long. Not thread-safe.
 */
final class DistinctPoints {
  /** So many points of a metric, 1.5 MB in memory, may wait for later rows. */
  static final int WINDOW = 65_536;

  /** Fewer are not worth the look. */
  private static final int LOT = 4_096;

  private final Points[] waiting;

  /** How many points of each metric must wait before it is looked which of them can go. */
  private final int[] due;

  private final History.Reader reader;

  /** For so many metrics; what is known to be distinct goes to {@code reader}. */
  DistinctPoints(int metrics, History.Reader reader) {
    this.waiting = new Points[metrics];
    Arrays.setAll(waiting, metric -> new Points(64));
    this.due = new int[metrics];
    Arrays.fill(due, LOT);
    this.reader = reader;
  }

  /** Where the points of each metric are to be added. */
  Points[] waiting() {
    return waiting;
  }

  /** From now on only points from {@code timestamp} on are added. */
  void passTo(long timestamp) {
    for (int metric = 0; metric < waiting.length; metric++) {
      Points points = waiting[metric];
      if (points.size() >= due[metric]) {
        points.settle();
        pass(metric, points.countBefore(timestamp));
        if (points.size() >= WINDOW) {
          pass(metric, points.size() / 2);
        }
        // Doubled, so that many that must wait are not sorted again for each row.
        due[metric] = Math.max(LOT, Math.min(WINDOW, 2 * points.size()));
      }
    }
  }

  /** No more points are added. */
  void passAll() {
    for (int metric = 0; metric < waiting.length; metric++) {
      waiting[metric].settle();
      pass(metric, waiting[metric].size());
    }
  }

  private void pass(int metric, int count) {
    if (count > 0) {
      reader.take(metric, waiting[metric].takeFirst(count));
    }
  }
}
