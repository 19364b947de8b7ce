package dev.modelyard.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackedBodyTest {
  private record Point(long timestamp, long step, double value) {}

  private static byte[] pack(Map<String, List<Point>> byKey) {
    SortedMap<String, Points> points = new TreeMap<>();
    byKey.forEach(
        (key, list) -> {
          Points columns = new Points(1);
          list.forEach(p -> columns.add(p.timestamp(), p.step(), p.value()));
          points.put(key, columns);
        });
    return PackedBody.pack(points);
  }

  private static List<Point> unpack(byte[] body, String key) {
    return unpack(body, key, Position.START);
  }

  private static List<Point> unpack(byte[] body, String key, Position after) {
    Points into = new Points(0);
    PackedBody.unpack(body, key.getBytes(StandardCharsets.UTF_8), after, into);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < into.size(); i++) {
      points.add(new Point(into.timestamp(i), into.step(i), into.value(i)));
    }
    return points;
  }

  private static void assertGoesRound(List<Point> points) {
    assertThat(unpack(pack(Map.of("k", points)), "k")).isEqualTo(points);
  }

  @Test
  void givesBackOnePoint() {
    assertGoesRound(List.of(new Point(1_700_000_000_000L, 5, 0.25)));
  }

  @Test
  void givesBackExtremeNumbers() {
    assertGoesRound(
        List.of(
            new Point(Long.MAX_VALUE, Long.MIN_VALUE, Double.MAX_VALUE),
            new Point(0, Long.MAX_VALUE, Double.MIN_VALUE),
            new Point(Long.MAX_VALUE, 0, -Double.MAX_VALUE),
            new Point(0, Long.MIN_VALUE, 1),
            new Point(0, -1, 1),
            new Point(127, 128, 1),
            new Point(128, 127, 1)));
  }

  @Test
  void givesBackTheBitsOfSpecialValues() {
    assertGoesRound(
        List.of(
            new Point(1, 1, -0.0),
            new Point(1, 1, 0.0),
            new Point(1, 1, Double.NaN),
            new Point(1, 1, Double.POSITIVE_INFINITY),
            new Point(1, 1, Double.NEGATIVE_INFINITY)));
  }

  @Test
  void givesBackRandomPoints() {
    Random random = new Random(42);
    for (int round = 0; round < 200; round++) {
      Map<String, List<Point>> byKey = new TreeMap<>();
      int keys = 1 + random.nextInt(8);
      for (int k = 0; k < keys; k++) {
        List<Point> points = new ArrayList<>();
        int n = 1 + random.nextInt(50);
        for (int i = 0; i < n; i++) {
          points.add(
              new Point(
                  random.nextLong() >>> random.nextInt(64),
                  random.nextLong() >> random.nextInt(64),
                  Double.longBitsToDouble(random.nextLong())));
        }
        byKey.put("key".repeat(k + 1) + (char) (0x3b1 + k), points);
      }
      byte[] body = pack(byKey);
      byKey.forEach((key, points) -> assertThat(unpack(body, key)).isEqualTo(points));
    }
  }

  @Test
  void findsEachOfManyKeys() {
    Map<String, List<Point>> byKey = new TreeMap<>();
    for (int i = 0; i < 1_000; i++) {
      byKey.put("metric/" + i, List.of(new Point(i, i, i)));
    }
    byte[] body = pack(byKey);
    byKey.forEach((key, points) -> assertThat(unpack(body, key)).isEqualTo(points));
  }

  @Test
  void takesKeysOfTheGreatestLength() {
    String key = "\uD835\uDC00".repeat(250);
    byte[] body = pack(Map.of(key, List.of(new Point(1, 2, 3)), "z", List.of(new Point(4, 5, 6))));
    assertThat(unpack(body, key)).containsExactly(new Point(1, 2, 3));
    assertThat(unpack(body, "z")).containsExactly(new Point(4, 5, 6));
  }

  @Test
  void findsNothingOfAnotherKey() {
    byte[] body = pack(Map.of("ab", List.of(new Point(1, 1, 1)), "b", List.of(new Point(2, 2, 2))));
    assertThat(unpack(body, "a")).isEmpty();
    assertThat(unpack(body, "abc")).isEmpty();
    assertThat(unpack(body, "c")).isEmpty();
    assertThat(unpack(body, "")).isEmpty();
  }

  @Test
  void givesOnlyWhatLiesBehindAPosition() {
    byte[] body =
        pack(
            Map.of(
                "k",
                List.of(
                    new Point(1, 1, 1),
                    new Point(2, -1, 9),
                    new Point(2, 1, 0),
                    new Point(2, 1, Double.NaN),
                    new Point(2, 1, 1),
                    new Point(3, -9, 0))));
    assertThat(unpack(body, "k", new Position(2, 1, 0)))
        .containsExactly(new Point(2, 1, Double.NaN), new Point(2, 1, 1), new Point(3, -9, 0));
    assertThat(unpack(body, "k", new Position(2, 1, Double.NaN)))
        .containsExactly(new Point(2, 1, 1), new Point(3, -9, 0));
    assertThat(unpack(body, "k", new Position(3, -9, 0))).isEmpty();
  }

  @Test
  void addsToWhatIsThereAlready() {
    Points into = new Points(1);
    into.add(9, 9, 9);
    byte[] body = pack(Map.of("k", List.of(new Point(1, 1, 1))));
    PackedBody.unpack(body, "k".getBytes(StandardCharsets.UTF_8), Position.START, into);
    assertThat(into.size()).isEqualTo(2);
  }

  @Test
  void refusesAFormatThatItDoesNotKnow() {
    byte[] body = pack(Map.of("k", List.of(new Point(1, 1, 1))));
    body[0] = 2;
    assertThatThrownBy(() -> unpack(body, "k")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void packsAStepOfARunTightly() {
    Map<String, List<Point>> byKey = new TreeMap<>();
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      points.add(new Point(1_700_000_000_000L + i, i, i / 3.0));
    }
    byKey.put("loss", points);
    assertThat(pack(byKey).length).isLessThan(1_000 * 10 + 50);
  }
}
