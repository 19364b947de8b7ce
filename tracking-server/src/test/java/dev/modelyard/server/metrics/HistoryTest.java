package dev.modelyard.server.metrics;

import static dev.modelyard.server.testing.Json.object;
import static dev.modelyard.server.testing.Json.text;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
  @RegisterExtension static final TestServer server = new TestServer();

  /** A point as the history gives it; ordered as the wire orders. */
  private record Point(long timestamp, long step, double value) implements Comparable<Point> {
    @Override
    public int compareTo(Point other) {
      int c = Long.compare(timestamp, other.timestamp);
      c = c != 0 ? c : Long.compare(step, other.step);
      c = c != 0 ? c : Double.compare(number(), other.number());
      return c != 0 ? c : Boolean.compare(Double.isNaN(value), Double.isNaN(other.value));
    }

    /** NaN stands where 0 stands. */
    private double number() {
      return Double.isNaN(value) ? 0 : value;
    }
  }

  private static final String KEY = "loss";

  private static Client client;

  /** A run with 3,000 points, logged out of order, alone and in batches, some of them twice. */
  private static String longRun;

  private static List<Point> longHistory;

  @BeforeAll
  static void fill() {
    client = server.client();
    Random random = new Random(11);
    TreeSet<Point> distinct = new TreeSet<>();
    while (distinct.size() < 3_000) {
      // Few timestamps, so that many points share one and pages end among them.
      double value = random.nextInt(10) == 0 ? Double.NaN : random.nextInt(3);
      distinct.add(new Point(random.nextInt(400), random.nextInt(10) - 5, value));
    }
    List<Point> points = new ArrayList<>(distinct);
    points.addAll(points.subList(0, 300));
    Collections.shuffle(points, random);
    longRun = client.run("0");
    for (int from = 0; from < points.size(); ) {
      int size = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(250);
      int to = Math.min(points.size(), from + size);
      logBatch(longRun, KEY, points.subList(from, to));
      from = to;
    }
    longHistory = List.copyOf(distinct);
  }

  private static Object wire(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    return value;
  }

  private static ObjectNode metric(String key, Point point) {
    return object(
        "key", key,
        "value", wire(point.value()),
        "timestamp", point.timestamp(),
        "step", point.step());
  }

  private static void logBatch(String run, String key, List<Point> points) {
    List<ObjectNode> metrics = new ArrayList<>();
    for (Point point : points) {
      metrics.add(metric(key, point));
      metrics.add(metric("other/" + key, new Point(point.timestamp(), point.step(), 7)));
    }
    Reply reply = client.post("runs/log-batch", text("run_id", run, "metrics", metrics));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  private static void log(String run, Point point) {
    Reply reply = client.post("runs/log-metric", metric(KEY, point).put("run_id", run).toString());
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  private static Reply history(String run, String... more) {
    List<String> parameters = new ArrayList<>(List.of("run_id", run, "metric_key", KEY));
    parameters.addAll(List.of(more));
    return client.get("metrics/get-history", parameters.toArray(String[]::new));
  }

  private static List<Point> points(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    List<Point> points = new ArrayList<>();
    for (JsonNode metric : reply.json().path("metrics")) {
      JsonNode value = metric.path("value");
      points.add(
          new Point(
              metric.path("timestamp").asLong(),
              metric.path("step").asLong(),
              value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble()));
    }
    return points;
  }

  private static String token(Reply reply) {
    return reply.json().path("next_page_token").asText();
  }

  // Order

  @Test
  void comesByTimestampThenStepThenValue() {
    String run = client.run("0");
    List<Point> expected =
        List.of(
            new Point(0, 9, 1),
            new Point(1, -1, 5),
            new Point(1, 1, -1),
            new Point(1, 1, Double.NaN),
            new Point(1, 1, 0.5),
            new Point(2, 0, 0));
    List<Point> shuffled = new ArrayList<>(expected);
    Collections.shuffle(shuffled, new Random(5));
    shuffled.forEach(point -> log(run, point));
    assertThat(points(history(run))).isEqualTo(expected);
  }

  @Test
  void holdsEverythingOnceWithoutALimit() {
    Reply reply = history(longRun);
    assertThat(points(reply)).isEqualTo(longHistory);
    assertThat(reply.json().has("next_page_token")).isFalse();
  }

  @Test
  void holdsOnlyPointsOfItsKey() {
    Reply reply = client.get("metrics/get-history", "run_id", longRun, "metric_key", "other/loss");
    assertThat(points(reply)).isNotEmpty().allSatisfy(p -> assertThat(p.value()).isEqualTo(7));
    assertThat(points(client.get("metrics/get-history", "run_id", longRun, "metric_key", "los")))
        .isEmpty();
  }

  @Test
  void namesTheKeyOfEveryPoint() {
    assertThat(history(longRun, "max_results", "5").json().path("metrics"))
        .allSatisfy(metric -> assertThat(metric.path("key").asText()).isEqualTo(KEY));
  }

  @Test
  void keepsARepeatOfANanBehindAZero() {
    String run = client.run("0");
    for (int i = 0; i < 2; i++) {
      log(run, new Point(1, 1, Double.NaN));
      log(run, new Point(1, 1, 0));
    }
    assertThat(points(history(run)))
        .containsExactly(new Point(1, 1, 0), new Point(1, 1, Double.NaN));
  }

  @Test
  void writesNanAsATextAndInfinityAsTheLargestNumber() {
    String run = client.run("0");
    log(run, new Point(1, 1, Double.NaN));
    log(run, new Point(2, 1, Double.POSITIVE_INFINITY));
    log(run, new Point(3, 1, Double.NEGATIVE_INFINITY));
    log(run, new Point(4, 1, 1));
    JsonNode metrics = history(run).json().path("metrics");
    assertThat(metrics.path(0).path("value").isTextual()).isTrue();
    assertThat(metrics.path(0).path("value").asText()).isEqualTo("NaN");
    assertThat(metrics.path(1).path("value").asDouble()).isEqualTo(Double.MAX_VALUE);
    assertThat(metrics.path(2).path("value").asDouble()).isEqualTo(-Double.MAX_VALUE);
    assertThat(metrics.path(3).path("value").toString()).isEqualTo("1.0");
  }

  // Paging

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000, 2_999, 3_000, 3_001})
  void comesInPagesOfAnySizeWithoutGapOrRepeat(int size) {
    List<Point> expected = size == 1 ? longHistory.subList(0, 250) : longHistory;
    List<Point> paged = new ArrayList<>();
    String token = "";
    do {
      Reply page = history(longRun, "max_results", "" + size, "page_token", token);
      List<Point> points = points(page);
      token = token(page);
      assertThat(points).hasSizeBetween(1, size);
      paged.addAll(points);
    } while (!token.isEmpty() && paged.size() < expected.size());
    assertThat(paged).isEqualTo(expected);
    assertThat(token.isEmpty()).isEqualTo(size > 1);
  }

  @Test
  void goesOnInAnotherSize() {
    String token = token(history(longRun, "max_results", "100"));
    assertThat(points(history(longRun, "max_results", "50", "page_token", token)))
        .isEqualTo(longHistory.subList(100, 150));
    assertThat(points(history(longRun, "page_token", token)))
        .isEqualTo(longHistory.subList(100, 3_000));
  }

  @Test
  void goesOnBehindPointsThatCameMeanwhile() {
    String run = client.run("0");
    logBatch(run, KEY, List.of(new Point(10, 0, 1), new Point(20, 0, 1), new Point(30, 0, 1)));
    String token = token(history(run, "max_results", "2"));
    logBatch(run, KEY, List.of(new Point(5, 0, 1), new Point(25, 0, 1)));
    assertThat(points(history(run, "page_token", token)))
        .containsExactly(new Point(25, 0, 1), new Point(30, 0, 1));
  }

  @Test
  void goesOnBehindSpecialValues() {
    String run = client.run("0");
    List<Point> expected =
        List.of(
            new Point(1, 1, -Double.MAX_VALUE),
            new Point(1, 1, 0),
            new Point(1, 1, Double.NaN),
            new Point(1, 1, Double.MIN_VALUE),
            new Point(1, 1, Double.MAX_VALUE),
            new Point(Long.MAX_VALUE, Long.MIN_VALUE, 0),
            new Point(Long.MAX_VALUE, Long.MAX_VALUE, 0));
    logBatch(run, KEY, expected);
    List<Point> paged = new ArrayList<>();
    String token = "";
    for (int i = 0; i < expected.size(); i++) {
      Reply page = history(run, "max_results", "1", "page_token", token);
      paged.addAll(points(page));
      token = token(page);
    }
    assertThat(paged).isEqualTo(expected);
    assertThat(token).isEmpty();
  }

  @Test
  void goesOnBehindInfinities() {
    String run = client.run("0");
    logBatch(
        run,
        KEY,
        List.of(
            new Point(1, 1, Double.NEGATIVE_INFINITY),
            new Point(1, 1, 1),
            new Point(1, 1, Double.POSITIVE_INFINITY),
            new Point(2, 1, 2)));
    List<Double> paged = new ArrayList<>();
    String token = "";
    for (int i = 0; i < 4; i++) {
      Reply page = history(run, "max_results", "1", "page_token", token);
      points(page).forEach(point -> paged.add(point.value()));
      token = token(page);
    }
    assertThat(paged).containsExactly(-Double.MAX_VALUE, 1.0, Double.MAX_VALUE, 2.0);
  }

  @Test
  void takesAnEmptyTokenAsNone() {
    assertThat(history(longRun, "max_results", "5", "page_token", "").json())
        .isEqualTo(history(longRun, "max_results", "5").json());
  }

  @Test
  void bindsTokensToRunAndKey() {
    String token = token(history(longRun, "max_results", "5"));
    assertInvalid(history(client.run("0"), "max_results", "5", "page_token", token));
    assertInvalid(
        client.get(
            "metrics/get-history",
            "run_id",
            longRun,
            "metric_key",
            "other/loss",
            "max_results",
            "5",
            "page_token",
            token));
  }

  @Test
  void refusesForgedTokens() {
    String real = token(history(longRun, "max_results", "5"));
    byte[] bytes = Base64.getUrlDecoder().decode(real);
    List<String> forged =
        new ArrayList<>(
            List.of(
                "x",
                "é",
                real + "=",
                real + "A",
                real.substring(1),
                Base64.getEncoder()
                    .encodeToString("{\"offset\": 5}".getBytes(StandardCharsets.UTF_8)),
                "A".repeat(4_097)));
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x41;
      forged.add(Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
    }
    for (String token : forged) {
      assertInvalid(history(longRun, "page_token", token));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "x", "", "9223372036854775808"})
  void refusesSizesThatAreNone(String size) {
    assertInvalid(history(longRun, "max_results", size));
  }

  @Test
  void takesASizeBeyondAllPoints() {
    assertThat(points(history(longRun, "max_results", "1000000"))).hasSize(3_000);
  }

  // Naming run and key

  @Test
  void isEmptyForAnUnknownRunOrKey() {
    for (String run : List.of("0123456789abcdef0123456789abcdef", "abc", "é")) {
      assertThat(history(run).status()).isEqualTo(200);
      assertThat(history(run).body()).isEqualTo("{}");
    }
    Reply reply = client.get("metrics/get-history", "run_id", longRun, "metric_key", "a#b");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("{}");
  }

  @Test
  void takesTheOldNameOfTheRun() {
    assertThat(
            client
                .get(
                    "metrics/get-history",
                    "run_uuid",
                    longRun,
                    "metric_key",
                    KEY,
                    "max_results",
                    "5")
                .json())
        .isEqualTo(history(longRun, "max_results", "5").json());
  }

  @Test
  void demandsRunAndKey() {
    assertInvalid(client.get("metrics/get-history", "run_id", longRun));
    assertInvalid(client.get("metrics/get-history", "metric_key", KEY));
    assertInvalid(client.get("metrics/get-history", "run_id", "", "metric_key", KEY));
    assertInvalid(client.get("metrics/get-history", "run_id", longRun, "metric_key", ""));
  }

  // Length

  @Test
  void comesWholeHoweverLongItIs() {
    String run = client.run("0");
    int n = 60_000;
    for (int from = 0; from < n; from += 1_000) {
      List<ObjectNode> metrics = new ArrayList<>();
      for (int i = from; i < from + 1_000; i++) {
        metrics.add(metric(KEY, new Point(1_700_000_000_000L + i, i, i / 7.0)));
      }
      client.post("runs/log-batch", text("run_id", run, "metrics", metrics));
    }
    Reply all = history(run);
    List<Point> points = points(all);
    assertThat(points).hasSize(n);
    assertThat(all.json().has("next_page_token")).isFalse();
    for (int i = 0; i < n; i++) {
      assertThat(points.get(i)).isEqualTo(new Point(1_700_000_000_000L + i, i, i / 7.0));
    }
    Reply page = history(run, "max_results", "25000");
    Reply next = history(run, "max_results", "50000", "page_token", token(page));
    assertThat(points(page)).isEqualTo(points.subList(0, 25_000));
    assertThat(points(next)).isEqualTo(points.subList(25_000, n));
  }
}
