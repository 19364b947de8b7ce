package dev.modelyard.server.metrics.series;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.metrics.Points;
import dev.modelyard.server.wire.Texts;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the x of a point is. The other of step and time decides between points of one x. */
enum Axis {
  STEP {
    @Override
    long x(Points points, int i, long startTime) {
      return points.step(i);
    }

    @Override
    long other(Points points, int i) {
      return points.timestamp(i);
    }
  },
  /** Milliseconds since 1970. */
  TIME {
    @Override
    long x(Points points, int i, long startTime) {
      return points.timestamp(i);
    }

    @Override
    long other(Points points, int i) {
      return points.step(i);
    }
  },
  /** Milliseconds since the start of the run. */
  RELATIVE {
    @Override
    long x(Points points, int i, long startTime) {
      long timestamp = points.timestamp(i);
      long x = timestamp - startTime;
      // A start before the epoch, as some callers choose it, may lie too far back.
      return startTime < 0 && x < timestamp ? Long.MAX_VALUE : x;
    }

    @Override
    long other(Points points, int i) {
      return points.step(i);
    }
  };

  abstract long x(Points points, int i, long startTime);

  abstract long other(Points points, int i);

  static Axis named(String name) {
    return Arrays.stream(values())
        .filter(axis -> axis.wire().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "Invalid value '"
                        + Texts.excerpt(name)
                        + "' for 'x': must be one of "
                        + Arrays.stream(values())
                            .map(Axis::wire)
                            .collect(Collectors.joining(", "))));
  }

  private String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
