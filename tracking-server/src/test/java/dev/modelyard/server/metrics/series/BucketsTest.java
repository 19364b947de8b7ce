package dev.modelyard.server.metrics.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketsTest {
  private record Point(long x, double value) {}

  private static Buckets of(int most, List<Point> points) {
    Buckets buckets = new Buckets(most);
    points.forEach(point -> buckets.add(point.x(), 0, point.value()));
    return buckets;
  }

  private static List<Point> random(int n, long low, long high, long seed) {
    Random random = new Random(seed);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      points.add(
          new Point(
              low + (long) (random.nextDouble() * ((double) high - low)), random.nextGaussian()));
    }
    return points;
  }

  private static double[] values(Buckets buckets, ToDoubleFunction<Bucket> value) {
    return buckets.filled().stream().mapToDouble(value).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 1000",
    "1, -5, 1000",
    "2, -1000, 1000",
    "3, 5, 9",
    "100, -7, 100000",
    "1000, 1700000000000, 1700009999999",
    "64, -9223372036854775808, 9223372036854775807",
    "4000, 0, 50"
  })
  void sortsPointsIntoBucketsOfOneWidth(int most, long low, long high) {
    List<Point> points = random(5_000, low, high, 7);
    points.add(new Point(low, 1));
    points.add(new Point(high, 2));
    // The least width, found by trying each in turn over all points.
    int shift = 0;
    while (most > 1 && Long.compareUnsigned((high >> shift) - (low >> shift), most) >= 0) {
      shift++;
    }
    TreeMap<Long, List<Point>> cells = new TreeMap<>();
    for (Point point : points) {
      long cell = most == 1 ? 0 : point.x() >> shift;
      cells.computeIfAbsent(cell, unknown -> new ArrayList<>()).add(point);
    }
    List<Bucket> filled = of(most, points).filled();
    assertThat(filled).hasSameSizeAs(cells.values()).hasSizeLessThanOrEqualTo(most);
    int i = 0;
    for (List<Point> expected : cells.values()) {
      Bucket bucket = filled.get(i++);
      assertThat(bucket.count).isEqualTo(expected.size());
      assertThat(bucket.firstX)
          .isEqualTo(expected.stream().mapToLong(Point::x).min().orElseThrow());
      assertThat(bucket.lastX).isEqualTo(expected.stream().mapToLong(Point::x).max().orElseThrow());
      assertThat(bucket.min)
          .isEqualTo(expected.stream().mapToDouble(Point::value).min().orElseThrow());
      assertThat(bucket.max)
          .isEqualTo(expected.stream().mapToDouble(Point::value).max().orElseThrow());
      assertThat(bucket.mean())
          .isCloseTo(
              expected.stream().mapToDouble(Point::value).average().orElseThrow(), within(1e-12));
    }
  }

  @Test
  void spansThePointsWithAtLeastHalfOfTheBuckets() {
    for (int n = 1_001; n < 9_000; n += 97) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        points.add(new Point(i, i));
      }
      assertThat(of(1_000, points).filled()).as("of %d", n).hasSizeBetween(500, 1_000);
    }
  }

  @Test
  void doesNotDependOnTheOrder() {
    List<Point> points = random(20_000, -3_000, 9_000_000, 3);
    List<Point> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, new Random(1));
    Buckets buckets = of(300, points);
    Buckets again = of(300, shuffled);
    assertThat(values(again, bucket -> bucket.firstX))
        .isEqualTo(values(buckets, bucket -> bucket.firstX));
    assertThat(values(again, bucket -> bucket.first))
        .isEqualTo(values(buckets, bucket -> bucket.first));
    assertThat(values(again, bucket -> bucket.last))
        .isEqualTo(values(buckets, bucket -> bucket.last));
    assertThat(values(again, bucket -> bucket.count))
        .isEqualTo(values(buckets, bucket -> bucket.count));
  }

  @Test
  void keepsMeansOfHugeValuesFinite() {
    double huge = 1.7e308;
    assertThat(values(of(1, List.of(new Point(0, huge), new Point(1, huge))), Bucket::mean))
        .containsExactly(huge);
    assertThat(
            values(
                of(1, List.of(new Point(0, -huge), new Point(1, huge), new Point(2, -huge))),
                Bucket::mean)[0])
        .isCloseTo(-huge / 3, within(1e295));
    Buckets joined = new Buckets(2);
    List.of(new Point(0, huge), new Point(1, huge), new Point(4, 0), new Point(5, 0))
        .forEach(point -> joined.add(point.x(), 0, point.value()));
    assertThat(values(joined, Bucket::mean)).containsExactly(huge, 0);
  }

  @Test
  void keepsMeansOfEqualValuesExact() {
    assertThat(values(of(1, Collections.nCopies(1_000, new Point(3, 0.1))), Bucket::mean))
        .containsExactly(0.1);
  }
}
