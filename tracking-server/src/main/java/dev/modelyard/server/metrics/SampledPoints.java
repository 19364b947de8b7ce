package dev.modelyard.server.metrics;

/**
 * Collects points whose steps lie in a range, in any order, and gives an even sample of them by
 * (step, timestamp, value), as a chart wants it. Holds a bounded number of points: of longer series
 * it takes every second one, then every fourth, and so on, and keeps both ends. Not thread-safe.
 */
final class SampledPoints {
  private final long startStep;
  private final long endStep;
  private final int exact;
  private final int room;
  private final Points points = new Points(256);

  /** The points at both ends, once some have been left out. */
  private final Points ends = new Points(2);

  /** Of so many points one is taken. */
  private long stride = 1;

  private long seen;

  /** Samples of up to {@code exact} distinct points are exact. */
  SampledPoints(long startStep, long endStep, int exact) {
    this.startStep = startStep;
    this.endStep = endStep;
    this.exact = exact;
    // A quarter for repeats, so that dropping them does not come after each few points.
    this.room = exact + exact / 4 + 1;
  }

  /** Takes the points of one row of the log. */
  void add(Points row) {
    for (int i = 0; i < row.size(); i++) {
      long step = row.step(i);
      if (step >= startStep && step <= endStep) {
        add(row.timestamp(i), step, row.value(i));
      }
    }
  }

  /** Whether points have been left out, so that a sample is no longer exact. */
  boolean isThinned() {
    return stride > 1;
  }

  /**
   * At most {@code count} of the points, both ends among them; of one, the last. As MLflow picks
   * them: the points are cut into {@code count} portions, the first of which hold one point more
   * when the cut leaves a rest, and the first of each portion stands for it, but in the last
   * portion the last.
   */
  Points evenly(int count) {
    if (isThinned()) {
      points.addAll(ends);
    }
    points.settleBySteps();
    int size = points.size();
    if (size <= count) {
      return points;
    }
    int portion = size / count;
    int rest = size % count;
    Points sample = new Points(count);
    for (int i = 0; i < count - 1; i++) {
      sample.addFrom(points, i * portion + Math.min(i, rest));
    }
    sample.addFrom(points, size - 1);
    return sample;
  }

  private void add(long timestamp, long step, double value) {
    if (isThinned()) {
      if (compareToEnd(0, timestamp, step, value) < 0
          || compareToEnd(1, timestamp, step, value) > 0) {
        ends.add(timestamp, step, value);
        keepEnds();
      }
      if (seen++ % stride != 0) {
        return;
      }
    }
    points.add(timestamp, step, value);
    if (points.size() == room) {
      points.settleBySteps();
      if (points.size() > exact) {
        thin();
      }
    }
  }

  private int compareToEnd(int end, long timestamp, long step, double value) {
    return Points.compare(
        step, timestamp, value, ends.step(end), ends.timestamp(end), ends.value(end));
  }

  private void thin() {
    ends.addFrom(points, 0);
    ends.addFrom(points, points.size() - 1);
    keepEnds();
    points.keepEverySecond();
    stride *= 2;
  }

  private void keepEnds() {
    ends.settleBySteps();
    ends.keepEnds();
  }
}
