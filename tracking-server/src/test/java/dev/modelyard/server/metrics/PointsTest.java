package dev.modelyard.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PointsTest {
  private static final double NAN = Double.NaN;

  private static Points points(double... triples) {
    Points points = new Points(1);
    for (int i = 0; i < triples.length; i += 3) {
      points.add((long) triples[i], (long) triples[i + 1], triples[i + 2]);
    }
    return points;
  }

  private static List<String> texts(Points points) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      texts.add(points.timestamp(i) + " " + points.step(i) + " " + points.value(i));
    }
    return texts;
  }

  @Test
  void settlesByTimestampThenStepThenValue() {
    Points points = points(2, 0, 1, 1, 5, 1, 1, -5, 9, 1, 5, 0);
    points.settle();
    assertThat(texts(points)).containsExactly("1 -5 9.0", "1 5 0.0", "1 5 1.0", "2 0 1.0");
  }

  @Test
  void settlesNanBehindZeroAndBeforeWhatIsGreater() {
    Points points = points(1, 1, 5, 1, 1, NAN, 1, 1, 0, 1, 1, -5);
    points.settle();
    assertThat(texts(points)).containsExactly("1 1 -5.0", "1 1 0.0", "1 1 NaN", "1 1 5.0");
  }

  @Test
  void settlesExactRepeatsToOne() {
    Points points = points(1, 1, 1, 2, 2, NAN, 1, 1, 1, 2, 2, NAN, 2, 2, NAN);
    points.settle();
    assertThat(texts(points)).containsExactly("1 1 1.0", "2 2 NaN");
  }

  @Test
  void takesMinusZeroForZero() {
    Points points = points(1, 1, -0.0, 1, 1, 0.0);
    points.settle();
    assertThat(points.size()).isEqualTo(1);
  }

  @Test
  void leavesWhatIsSettledAsItIs() {
    Points points = points(1, 1, 1, 1, 2, 0, 2, 1, 0);
    points.settle();
    assertThat(texts(points)).containsExactly("1 1 1.0", "1 2 0.0", "2 1 0.0");
  }

  @Test
  void settlesExtremeNumbers() {
    Points points = new Points(0);
    points.add(Long.MAX_VALUE, Long.MIN_VALUE, Double.POSITIVE_INFINITY);
    points.add(Long.MAX_VALUE, Long.MIN_VALUE, Double.NEGATIVE_INFINITY);
    points.add(0, Long.MAX_VALUE, Double.MIN_VALUE);
    points.add(0, Long.MAX_VALUE, 0);
    points.settle();
    assertThat(texts(points))
        .containsExactly(
            "0 9223372036854775807 0.0",
            "0 9223372036854775807 4.9E-324",
            "9223372036854775807 -9223372036854775808 -Infinity",
            "9223372036854775807 -9223372036854775808 Infinity");
  }

  @Test
  void findsTheLatestByStepThenTimestampThenValue() {
    assertThat(points(9, 1, 9, 1, 2, 0, 2, 2, 0, 2, 2, -1).latest()).isEqualTo(2);
  }

  @Test
  void takesNanAsZeroForTheLatest() {
    assertThat(points(1, 1, NAN, 1, 1, -5).latest()).isEqualTo(0);
    assertThat(points(1, 1, NAN, 1, 1, 5).latest()).isEqualTo(1);
  }

  @Test
  void keepsTheFirst() {
    Points points = points(1, 1, 1, 2, 2, 2, 3, 3, 3);
    points.keepFirst(2);
    points.keepFirst(5);
    assertThat(texts(points)).containsExactly("1 1 1.0", "2 2 2.0");
  }

  @Test
  void settlesAnyOrderToTheSame() {
    List<double[]> triples = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      double value = random.nextInt(4) == 0 ? NAN : random.nextInt(3) - 1;
      triples.add(new double[] {random.nextInt(20), random.nextInt(20) - 10, value});
    }
    List<String> first = settled(triples);
    Collections.shuffle(triples, random);
    assertThat(settled(triples)).isEqualTo(first).doesNotHaveDuplicates();
  }

  private static List<String> settled(List<double[]> triples) {
    Points points = new Points(16);
    triples.forEach(t -> points.add((long) t[0], (long) t[1], t[2]));
    points.settle();
    return texts(points);
  }

  @Test
  void settlesByStepsToo() {
    Points points = points(2, 1, 0, 1, 2, NAN, 1, 1, 9, 2, 1, -1, 1, 2, NAN);
    points.settleBySteps();
    assertThat(texts(points)).containsExactly("1 1 9.0", "2 1 -1.0", "2 1 0.0", "1 2 NaN");
  }

  @Test
  void keepsEverySecondPoint() {
    Points odd = points(1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0, 5, 0, 0);
    odd.keepEverySecond();
    assertThat(texts(odd)).containsExactly("1 0 0.0", "3 0 0.0", "5 0 0.0");
    Points even = points(1, 0, 0, 2, 0, 0);
    even.keepEverySecond();
    assertThat(texts(even)).containsExactly("1 0 0.0");
  }
}
