package dev.modelyard.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingTest {
  private static Points steps(int count) {
    Points points = new Points(count);
    for (int step = 0; step < count; step++) {
      points.add(1_000 + step, step, step);
    }
    return points;
  }

  private static List<Long> picked(Points points, long first, long last, int most) {
    Points sample = Sampling.of(points, first, last, most);
    List<Long> steps = new ArrayList<>();
    for (int i = 0; i < sample.size(); i++) {
      steps.add(sample.step(i));
    }
    return steps;
  }

  private static List<Long> picked(Points points, int most) {
    return picked(points, Long.MIN_VALUE, Long.MAX_VALUE, most);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // As NTILE over 10 rows gives them on MLflow, the last replaced by the very last row.
        "10 | 3 | 0 4 9",
        "10 | 4 | 0 3 6 9",
        "10 | 1 | 9",
        "10 | 2 | 0 9",
        "10 | 9 | 0 2 3 4 5 6 7 8 9",
        "10 | 10 | 0 1 2 3 4 5 6 7 8 9",
        "11 | 5 | 0 3 5 7 10",
        "1 | 1 | 0",
        "0 | 5 | ''"
      })
  void picksTheFirstOfEachPartAndTheVeryLast(int count, int most, String expected) {
    List<Long> steps = new ArrayList<>();
    for (String step : expected.split(" ", -1)) {
      if (!step.isEmpty()) {
        steps.add(Long.parseLong(step));
      }
    }
    assertThat(picked(steps(count), most)).isEqualTo(steps);
  }

  @Test
  void looksOnlyAtStepsWithinTheBounds() {
    assertThat(picked(steps(100), 10, 12, 100)).containsExactly(10L, 11L, 12L);
    assertThat(picked(steps(100), 200, 300, 5)).isEmpty();
  }

  @Test
  void ordersByStepWhenTimesSayOtherwise() {
    Points points = new Points(3);
    points.add(1, 5, 0.5);
    points.add(2, -3, 0.1);
    points.add(3, 5, 0.4);
    Points sample = Sampling.of(points, Long.MIN_VALUE, Long.MAX_VALUE, 10);
    assertThat(sample.step(0)).isEqualTo(-3);
    assertThat(sample.timestamp(1)).isEqualTo(1);
    assertThat(sample.timestamp(2)).isEqualTo(3);
  }

  @Test
  void standsAMillionPointsOfOneStep() {
    Points points = new Points(16);
    for (int i = 0; i < 1_000_000; i++) {
      points.add(i, 0, i);
    }
    Points sample = Sampling.of(points, 0, 0, 320);
    assertThat(sample.size()).isEqualTo(320);
    assertThat(sample.timestamp(0)).isZero();
    assertThat(sample.timestamp(319)).isEqualTo(999_999);
  }
}
