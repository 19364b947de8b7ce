package dev.modelyard.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DistinctPointsTest {
  private final Points passed = new Points(16);
  private final DistinctPoints distinct =
      new DistinctPoints(1, (metric, points) -> passed.addAll(points));

  private void row(long first, long last) {
    distinct.passTo(first);
    for (long timestamp = first; timestamp <= last; timestamp++) {
      distinct.waiting()[0].add(timestamp, timestamp, 1);
    }
  }

  @Test
  void dropsRepeatsInWhicheverRowTheyCome() {
    for (int row = 0; row < 300; row++) {
      row(row * 100L, row * 100L + 249);
    }
    distinct.passAll();
    assertThat(passed.size()).isEqualTo(299 * 100 + 250);
    for (int i = 0; i < passed.size(); i++) {
      assertThat(passed.timestamp(i)).isEqualTo(i);
    }
  }

  @Test
  void letsPointsGoAsSoonAsNoneCanRepeatThem() {
    for (int row = 0; row < 1_000; row++) {
      row(row * 100L, row * 100L + 99);
    }
    assertThat(distinct.waiting()[0].size()).isLessThan(9_000);
    assertThat(passed.size()).isGreaterThan(91_000);
  }

  @Test
  void holdsABoundedNumberOfPointsOfOneTime() {
    for (int row = 0; row < 400; row++) {
      distinct.passTo(0);
      for (int step = 0; step < 1_000; step++) {
        distinct.waiting()[0].add(0, row * 1_000L + step, 1);
      }
      assertThat(distinct.waiting()[0].size()).isLessThan(2 * DistinctPoints.WINDOW + 1_000);
    }
    distinct.passAll();
    assertThat(passed.size()).isEqualTo(400_000);
  }
}
