package dev.modelyard.server.metrics.series;

import dev.modelyard.server.metrics.Points;

/** What a chart needs to know of the points between two places on its x axis. Not thread-safe. */
final class Bucket {
  long firstX = Long.MAX_VALUE;
  long lastX = Long.MIN_VALUE;
  long count;
  long nan;
  long positiveInfinity;
  long negativeInfinity;

  // Of the finite values alone; without meaning while there are none.
  long finite;
  double first;
  double last;
  double min = Double.POSITIVE_INFINITY;
  double max = Double.NEGATIVE_INFINITY;
  private double mean;

  // Where the first and the last finite value stand.
  private long firstFiniteX;
  private long firstOther;
  private long lastFiniteX;
  private long lastOther;

  void add(long x, long other, double value) {
    firstX = Math.min(firstX, x);
    lastX = Math.max(lastX, x);
    count++;
    if (Double.isFinite(value)) {
      addFinite(x, other, value);
    } else if (Double.isNaN(value)) {
      nan++;
    } else if (value > 0) {
      positiveInfinity++;
    } else {
      negativeInfinity++;
    }
  }

  private void addFinite(long x, long other, double value) {
    takeFirst(x, other, value);
    takeLast(x, other, value);
    min = Math.min(min, value);
    max = Math.max(max, value);
    finite++;
    double difference = value - mean;
    // Two that are far apart are weighed one by one: their difference, as a sum, may overflow.
    mean += Double.isInfinite(difference) ? value / finite - mean / finite : difference / finite;
  }

  /** Adds all that another one has. */
  void add(Bucket other) {
    firstX = Math.min(firstX, other.firstX);
    lastX = Math.max(lastX, other.lastX);
    count += other.count;
    nan += other.nan;
    positiveInfinity += other.positiveInfinity;
    negativeInfinity += other.negativeInfinity;
    if (other.finite > 0) {
      takeFirst(other.firstFiniteX, other.firstOther, other.first);
      takeLast(other.lastFiniteX, other.lastOther, other.last);
      min = Math.min(min, other.min);
      max = Math.max(max, other.max);
      double all = (double) finite + other.finite;
      mean = mean * (finite / all) + other.mean * (other.finite / all);
      finite += other.finite;
    }
  }

  /** The mean of the finite values; rounding never moves it out of their range. */
  double mean() {
    return Math.max(min, Math.min(max, mean));
  }

  private void takeFirst(long x, long other, double value) {
    if (finite == 0 || Points.compare(x, other, value, firstFiniteX, firstOther, first) < 0) {
      first = value;
      firstFiniteX = x;
      firstOther = other;
    }
  }

  private void takeLast(long x, long other, double value) {
    if (finite == 0 || Points.compare(x, other, value, lastFiniteX, lastOther, last) > 0) {
      last = value;
      lastFiniteX = x;
      lastOther = other;
    }
  }
}
