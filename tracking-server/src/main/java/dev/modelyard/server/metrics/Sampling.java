package dev.modelyard.server.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A few points for all of a history, as MLflow picks them: ordered by (step, timestamp, value), cut
 * into as many runs of points as are wanted, as even as can be with the longer ones first, the
 * first of each, and the very last point in place of the last one picked.
 */
final class Sampling {
  private Sampling() {}

  /** At most {@code most} of the points whose steps lie within the bounds, in step order. */
  static Points of(Points points, long firstStep, long lastStep, int most) {
    int[] order = inStepOrder(points, firstStep, lastStep);
    Points picked = new Points(Math.min(most, order.length));
    if (order.length <= most) {
      for (int at : order) {
        add(picked, points, at);
      }
      return picked;
    }
    int length = order.length / most;
    int longer = order.length % most;
    int start = 0;
    for (int bucket = 0; bucket < most - 1; bucket++) {
      add(picked, points, order[start]);
      start += bucket < longer ? length + 1 : length;
    }
    add(picked, points, order[order.length - 1]);
    return picked;
  }

  private static void add(Points picked, Points points, int at) {
    picked.add(points.timestamp(at), points.step(at), points.value(at));
  }

  /** The places of the points in between; most histories have them in order already. */
  private static int[] inStepOrder(Points points, long firstStep, long lastStep) {
    int[] order =
        IntStream.range(0, points.size())
            .filter(at -> points.step(at) >= firstStep && points.step(at) <= lastStep)
            .toArray();
    Comparator<Integer> byStep = (one, other) -> compare(points, one, other);
    for (int i = 1; i < order.length; i++) {
      if (compare(points, order[i - 1], order[i]) > 0) {
        return IntStream.of(order).boxed().sorted(byStep).mapToInt(at -> at).toArray();
      }
    }
    return order;
  }

  private static int compare(Points points, int one, int other) {
    return Points.compare(
        points.step(one),
        points.timestamp(one),
        points.value(one),
        points.step(other),
        points.timestamp(other),
        points.value(other));
  }
}
