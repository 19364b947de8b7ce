package dev.modelyard.server.metrics.series;

import dev.modelyard.server.metrics.Points;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one run, gathered from points in any order: each of them while they are no more
 * than what was asked for, else in buckets. Not thread-safe.
 */
final class Series {
  private final SeriesRequest request;
  private final long startTime;

  /** The points in range, x in the place of the timestamp, until they are too many. */
  private @Nullable Points each = new Points(16);

  private final Buckets buckets;
  private long least = Long.MAX_VALUE;
  private long greatest = Long.MIN_VALUE;
  private long inRange;
  private boolean empty = true;

  /** {@code startTime} is the run's, in milliseconds since 1970. */
  Series(SeriesRequest request, long startTime) {
    this.request = request;
    this.startTime = startTime;
    this.buckets = new Buckets(request.buckets());
  }

  void add(Points points) {
    Axis axis = request.axis();
    for (int i = 0; i < points.size(); i++) {
      long x = axis.x(points, i, startTime);
      empty = false;
      least = Math.min(least, x);
      greatest = Math.max(greatest, x);
      if (x >= request.from() && x <= request.to()) {
        inRange++;
        add(x, axis.other(points, i), points.value(i));
      }
    }
  }

  private void add(long x, long other, double value) {
    Points few = each;
    if (few == null) {
      buckets.add(x, other, value);
    } else {
      few.add(x, other, value);
      if (few.size() > request.buckets()) {
        for (int i = 0; i < few.size(); i++) {
          buckets.add(few.timestamp(i), few.step(i), few.value(i));
        }
        each = null;
      }
    }
  }

  /** Whether the run has no point of the metric, in range or not. */
  boolean isEmpty() {
    return empty;
  }

  /** How many points lie in the range. */
  long inRange() {
    return inRange;
  }

  /** The least x of all points. */
  long least() {
    return least;
  }

  /** The greatest x of all points. */
  long greatest() {
    return greatest;
  }

  /** All points in range, ordered, x in the place of the timestamp; null when they are too many. */
  @Nullable Points exact() {
    Points few = each;
    if (few != null) {
      few.settle();
    }
    return few;
  }

  /** What stands for the points in range when they are too many. */
  List<Bucket> filled() {
    return buckets.filled();
  }
}
