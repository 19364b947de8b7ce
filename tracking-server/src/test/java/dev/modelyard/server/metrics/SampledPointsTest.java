package dev.modelyard.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampledPointsTest {
  private static final int EXACT = 1_000;

  private static SampledPoints all() {
    return new SampledPoints(Long.MIN_VALUE, Long.MAX_VALUE, EXACT);
  }

  /** One point for each of these steps, in rows of 100. */
  private static SampledPoints filled(SampledPoints sampled, List<Long> steps) {
    Points row = new Points(0);
    for (long step : steps) {
      row.add(1, step, 1);
      if (row.size() == 100) {
        sampled.add(row);
        row.keepFirst(0);
      }
    }
    sampled.add(row);
    return sampled;
  }

  private static List<Long> upTo(int n) {
    return LongStream.range(0, n).boxed().toList();
  }

  private static List<Long> shuffled(List<Long> steps) {
    List<Long> shuffled = new ArrayList<>(steps);
    Collections.shuffle(shuffled, new Random(3));
    return shuffled;
  }

  private static List<Long> steps(Points points) {
    List<Long> steps = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      steps.add(points.step(i));
    }
    return steps;
  }

  @ParameterizedTest
  @CsvSource({
    // As MLflow's server answered for runs with so many steps.
    "0, 5, ''",
    "1, 1, 0",
    "5, 1, 4",
    "5, 2, 0 4",
    "5, 3, 0 2 4",
    "5, 5, 0 1 2 3 4",
    "5, 9, 0 1 2 3 4",
    "10, 4, 0 3 6 9",
    "11, 4, 0 3 6 10",
    "12, 4, 0 3 6 11",
    "13, 4, 0 4 7 12",
    "7, 6, 0 2 3 4 5 6"
  })
  void picksTheFirstOfEachPortionAndTheLastOfAll(int n, int count, String expected) {
    List<Long> steps = steps(filled(all(), shuffled(upTo(n))).evenly(count));
    assertThat(steps.stream().map(String::valueOf).toList())
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
  }

  @Test
  void ordersByStepThenTimestampThenValue() {
    Points row = new Points(0);
    row.add(9, 1, 0);
    row.add(1, 2, 5);
    row.add(2, 1, Double.NaN);
    row.add(2, 1, 0);
    row.add(2, 1, -1);
    SampledPoints sampled = all();
    sampled.add(row);
    sampled.add(row);
    Points points = sampled.evenly(100);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      texts.add(points.step(i) + " " + points.timestamp(i) + " " + points.value(i));
    }
    assertThat(texts).containsExactly("1 2 -1.0", "1 2 0.0", "1 2 NaN", "1 9 0.0", "2 1 5.0");
  }

  @Test
  void takesOnlyStepsOfItsRange() {
    SampledPoints sampled = filled(new SampledPoints(-3, 5, EXACT), List.of(-4L, -3L, 0L, 5L, 6L));
    assertThat(steps(sampled.evenly(10))).containsExactly(-3L, 0L, 5L);
  }

  @Test
  void staysExactHoweverOftenPointsAreRepeated() {
    SampledPoints sampled = all();
    for (int i = 0; i < 20; i++) {
      filled(sampled, shuffled(upTo(EXACT)));
    }
    assertThat(sampled.isThinned()).isFalse();
    assertThat(steps(sampled.evenly(EXACT))).isEqualTo(upTo(EXACT));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void spreadsOverLongSeriesAndKeepsTheirEnds(boolean inOrder) {
    int n = 100 * EXACT;
    List<Long> given = inOrder ? upTo(n) : shuffled(upTo(n));
    SampledPoints sampled = filled(all(), given);
    assertThat(sampled.isThinned()).isTrue();
    List<Long> steps = steps(sampled.evenly(10));
    assertThat(steps).hasSize(10).isSorted().startsWith(0L).endsWith(n - 1L);
    for (int i = 0; i < 9; i++) {
      // Where points come in no order, what is left out is spread by chance.
      assertThat(steps.get(i)).isCloseTo(i * 10_000L, within(5_000L));
    }
  }

  @Test
  void keepsTheEndsThatCameBeforeAndAfterItWasThinned() {
    SampledPoints sampled = filled(all(), List.of(-1L));
    filled(sampled, upTo(5 * EXACT));
    filled(sampled, List.of(1_000_000L, 7L));
    List<Long> steps = steps(sampled.evenly(EXACT));
    assertThat(steps).startsWith(-1L).endsWith(1_000_000L).hasSizeGreaterThan(EXACT / 2);
    assertThat(steps(sampled.evenly(1))).containsExactly(1_000_000L);
  }
}
