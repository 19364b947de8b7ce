package dev.modelyard.server.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Points of one metric as columns. Their order on the wire is (timestamp, step, value), where NaN
 * counts as 0 and stands behind it. Not thread-safe.
 */
public final class Points {
  private long[] timestamps;
  private long[] steps;
  private double[] values;
  private int size;

  /** No points yet, with room for some. */
  public Points(int capacity) {
    timestamps = new long[capacity];
    steps = new long[capacity];
    values = new double[capacity];
  }

  public void add(long timestamp, long step, double value) {
    if (size == timestamps.length) {
      int capacity = Math.max(16, size + (size >> 1));
      timestamps = Arrays.copyOf(timestamps, capacity);
      steps = Arrays.copyOf(steps, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    timestamps[size] = timestamp;
    steps[size] = step;
    values[size] = value;
    size++;
  }

  public int size() {
    return size;
  }

  public long timestamp(int i) {
    return timestamps[i];
  }

  public long step(int i) {
    return steps[i];
  }

  public double value(int i) {
    return values[i];
  }

  /** The place of the point with the greatest (step, timestamp, value). */
  int latest() {
    int latest = 0;
    for (int i = 1; i < size; i++) {
      int c =
          compare(
              steps[i],
              timestamps[i],
              values[i],
              steps[latest],
              timestamps[latest],
              values[latest]);
      if (c > 0) {
        latest = i;
      }
    }
    return latest;
  }

  /** Sorts into the wire's order and drops exact repeats, which the wire counts once. */
  public void settle() {
    if (!isStrictlyOrdered()) {
      reorder();
    }
  }

  /** As {@link #settle}, by (step, timestamp, value). */
  void settleBySteps() {
    swapColumns();
    settle();
    swapColumns();
  }

  private void swapColumns() {
    long[] swapped = timestamps;
    timestamps = steps;
    steps = swapped;
  }

  /** Adds the point at {@code i} of {@code others}. */
  void addFrom(Points others, int i) {
    add(others.timestamps[i], others.steps[i], others.values[i]);
  }

  void addAll(Points others) {
    for (int i = 0; i < others.size; i++) {
      addFrom(others, i);
    }
  }

  /** Keeps the first point, the third, and so on. */
  void keepEverySecond() {
    for (int i = 2; i < size; i += 2) {
      move(i, i / 2);
    }
    size = (size + 1) / 2;
  }

  /** Keeps the first and the last point. */
  void keepEnds() {
    if (size > 2) {
      move(size - 1, 1);
      size = 2;
    }
  }

  private void move(int from, int to) {
    timestamps[to] = timestamps[from];
    steps[to] = steps[from];
    values[to] = values[from];
  }

  /** How many of the ordered points have a timestamp before {@code timestamp}. */
  int countBefore(long timestamp) {
    int from = 0;
    int to = size;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (timestamps[middle] < timestamp) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** Takes the first {@code count} points out; returns them. */
  Points takeFirst(int count) {
    Points first = new Points(count);
    for (int i = 0; i < count; i++) {
      first.addFrom(this, i);
    }
    System.arraycopy(timestamps, count, timestamps, 0, size - count);
    System.arraycopy(steps, count, steps, 0, size - count);
    System.arraycopy(values, count, values, 0, size - count);
    size -= count;
    return first;
  }

  /** Keeps the first {@code count} points. */
  void keepFirst(int count) {
    size = Math.min(size, count);
  }

  /** Compares by two numbers, then the value; 0 means an exact repeat. */
  public static int compare(
      long major1, long minor1, double value1, long major2, long minor2, double value2) {
    int c = Long.compare(major1, major2);
    if (c != 0) {
      return c;
    }
    c = Long.compare(minor1, minor2);
    if (c != 0) {
      return c;
    }
    double number1 = Double.isNaN(value1) ? 0 : value1;
    double number2 = Double.isNaN(value2) ? 0 : value2;
    if (number1 != number2) {
      return number1 < number2 ? -1 : 1;
    }
    return Boolean.compare(Double.isNaN(value1), Double.isNaN(value2));
  }

  private int compare(int i, int j) {
    return compare(timestamps[i], steps[i], values[i], timestamps[j], steps[j], values[j]);
  }

  private boolean isStrictlyOrdered() {
    for (int i = 1; i < size; i++) {
      if (compare(i - 1, i) >= 0) {
        return false;
      }
    }
    return true;
  }

  private void reorder() {
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparing(i -> i, this::compare))
            .mapToInt(i -> i)
            .toArray();
    Points ordered = new Points(size);
    for (int n = 0; n < order.length; n++) {
      int i = order[n];
      if (n == 0 || compare(order[n - 1], i) != 0) {
        ordered.add(timestamps[i], steps[i], values[i]);
      }
    }
    timestamps = ordered.timestamps;
    steps = ordered.steps;
    values = ordered.values;
    size = ordered.size;
  }
}
