package dev.modelyard.server.metrics.series;

import static dev.modelyard.server.testing.Json.object;
import static dev.modelyard.server.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Replies;
import dev.modelyard.server.testing.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String UNKNOWN = "0123456789abcdef0123456789abcdef";
  private static final long START = 1_700_000_000_000L;

  private static Client client;

  @BeforeAll
  static void connect() {
    client = server.client();
  }

  private static ObjectNode point(String key, @Nullable Object value, long timestamp, long step) {
    return object("key", key, "value", value, "timestamp", timestamp, "step", step);
  }

  private static String aRunWith(ObjectNode... points) {
    String run = client.run("0");
    log(run, List.of(points));
    return run;
  }

  private static void log(String run, List<ObjectNode> points) {
    Reply reply = client.post("runs/log-batch", text("run_id", run, "metrics", points));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  /** Steps from 0 on, a second apart. */
  private static String aRunOf(int n, LongFunction<@Nullable Object> value) {
    String run = client.run("0");
    for (int from = 0; from < n; from += 1_000) {
      List<ObjectNode> points = new ArrayList<>();
      for (int step = from; step < Math.min(n, from + 1_000); step++) {
        points.add(point("loss", value.apply(step), START + 1_000L * step, step));
      }
      log(run, points);
    }
    return run;
  }

  private static Reply ask(Object runIds, Object keys, @Nullable Object... more) {
    ObjectNode body = object("run_ids", runIds, "keys", keys, "x", "step", "buckets", 10);
    body.setAll(object(more));
    return client.send(
        client.request("/api/modelyard/1.0/metrics/series", "POST", body.toString()));
  }

  private static JsonNode series(String run, @Nullable Object... more) {
    Reply reply = ask(List.of(run), List.of("loss"), more);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().path("series")).as(reply.body()).hasSize(1);
    return reply.json().path("series").path(0);
  }

  private static List<Object> list(JsonNode series, String field) {
    return StreamSupport.stream(series.path(field).spliterator(), false)
        .map(
            node ->
                node.isIntegralNumber()
                    ? (Object) node.asLong()
                    : node.isNumber() ? (Object) node.asDouble() : node.asText())
        .toList();
  }

  @Test
  void givesFewPointsAsTheyAre() {
    String run = aRunWith(point("loss", 0.5, START + 20, 2), point("loss", 0.7, START + 10, 1));
    assertThat(ask(List.of(run), List.of("loss")).body())
        .isEqualTo(
            "{\"series\":[{\"run_id\":\""
                + run
                + "\",\"key\":\"loss\",\"points\":2,\"exact\":true,\"x_min\":1,\"x_max\":2,"
                + "\"x\":[1,2],\"last\":[0.7,0.5]}]}");
  }

  @Test
  void gathersManyPointsInBuckets() {
    JsonNode series = series(aRunOf(100, step -> step * step));
    assertThat(series.path("exact").asBoolean()).isFalse();
    assertThat(series.path("points").asInt()).isEqualTo(100);
    // Of widths of two to some power 16 is the least with which ten suffice.
    assertThat(list(series, "x")).containsExactly(0L, 16L, 32L, 48L, 64L, 80L, 96L);
    assertThat(list(series, "x_last")).containsExactly(15L, 31L, 47L, 63L, 79L, 95L, 99L);
    assertThat(list(series, "first"))
        .containsExactly(0.0, 256.0, 1_024.0, 2_304.0, 4_096.0, 6_400.0, 9_216.0);
    assertThat(list(series, "last")).endsWith(9_025.0, 9_801.0);
    assertThat(list(series, "min")).isEqualTo(list(series, "first"));
    assertThat(list(series, "max")).isEqualTo(list(series, "last"));
    assertThat(list(series, "mean")).startsWith(77.5).endsWith(9_507.5);
    assertThat(list(series, "count")).containsExactly(16L, 16L, 16L, 16L, 16L, 16L, 4L);
    assertThat(list(series, "nan")).containsOnly(0L);
  }

  @Test
  void isExactUpToTheNumberOfBuckets() {
    String run = aRunOf(10, step -> step);
    assertThat(series(run, "buckets", 10).path("exact").asBoolean()).isTrue();
    assertThat(series(run, "buckets", 9).path("exact").asBoolean()).isFalse();
  }

  @Test
  void neverLosesASpike() {
    JsonNode series = series(aRunOf(30_000, step -> step == 17_771 ? 1_000.0 : 1.0), "buckets", 50);
    assertThat(list(series, "max")).contains(1_000.0);
    assertThat(Collections.frequency(list(series, "max"), 1.0))
        .isEqualTo(series.path("x").size() - 1);
    JsonNode zoomed = series(aRunOf(100, step -> step), "from", 17.5, "to", 20);
    assertThat(zoomed.path("exact").asBoolean()).isTrue();
    assertThat(list(zoomed, "x")).containsExactly(18L, 19L, 20L);
    assertThat(zoomed.path("x_min").asInt()).isZero();
    assertThat(zoomed.path("x_max").asInt()).isEqualTo(99);
  }

  @Test
  void countsWhatIsNotFinite() {
    String run =
        aRunOf(
            96,
            step ->
                step < 16
                    ? "NaN"
                    : step == 20 ? "Infinity" : step == 21 ? "-Infinity" : (Object) step);
    JsonNode series = series(run);
    assertThat(list(series, "nan")).containsExactly(16L, 0L, 0L, 0L, 0L, 0L);
    assertThat(list(series, "pos_inf")).startsWith(0L, 1L, 0L);
    assertThat(list(series, "neg_inf")).startsWith(0L, 1L, 0L);
    assertThat(list(series, "count")).containsOnly(16L);
    for (String field : List.of("first", "last", "min", "max", "mean")) {
      assertThat(series.path(field).path(0).isNull()).as(field).isTrue();
      assertThat(series.path(field).path(1).isNumber()).as(field).isTrue();
    }
    assertThat(list(series, "min")).contains(16.0);
    assertThat(list(series(run, "from", 14, "to", 22), "last"))
        .containsExactly("NaN", "NaN", 16.0, 17.0, 18.0, 19.0, "Infinity", "-Infinity", 22.0);
  }

  @Test
  void countsExactRepeatsOnce() {
    String run = aRunOf(100, step -> step);
    List<ObjectNode> again = new ArrayList<>();
    for (int step = 30; step < 80; step++) {
      again.add(point("loss", step, START + 1_000L * step, step));
    }
    log(run, again);
    JsonNode series = series(run);
    assertThat(series.path("points").asInt()).isEqualTo(100);
    assertThat(list(series, "count")).containsExactly(16L, 16L, 16L, 16L, 16L, 16L, 4L);
    assertThat(series(run, "buckets", 100).path("exact").asBoolean()).isTrue();
  }

  @Test
  void drawsOneStepLoggedManyTimes() {
    String run = client.run("0");
    List<ObjectNode> points = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      points.add(point("loss", i, START + i, 7));
    }
    log(run, points);
    JsonNode series = series(run);
    assertThat(list(series, "x")).containsExactly(7L);
    assertThat(list(series, "first")).containsExactly(0.0);
    assertThat(list(series, "last")).containsExactly(49.0);
    assertThat(list(series, "mean")).containsExactly(24.5);
  }

  @Test
  void drawsNegativeStepsAndTimesOutOfOrder() {
    String run =
        aRunWith(
            point("loss", 1, START + 30, -5),
            point("loss", 2, START + 10, 0),
            point("loss", 3, START + 20, Long.MAX_VALUE),
            point("loss", 4, START, Long.MIN_VALUE));
    assertThat(list(series(run), "last")).containsExactly(4.0, 1.0, 2.0, 3.0);
    JsonNode byTime = series(run, "x", "time");
    assertThat(list(byTime, "x")).containsExactly(START, START + 10, START + 20, START + 30);
    assertThat(list(byTime, "last")).containsExactly(4.0, 2.0, 3.0, 1.0);
    assertThat(list(series(run, "buckets", 3), "count")).containsExactly(2L, 2L);
    assertThat(list(series(run, "buckets", 1), "count")).containsExactly(4L);
  }

  @Test
  void countsRelativeTimeFromTheStartOfTheRun() {
    String run = aRunWith(point("loss", 1, START + 250, 0), point("loss", 2, START - 50, 1));
    JsonNode series = series(run, "x", "relative");
    assertThat(list(series, "x")).containsExactly(-50L, 250L);
    assertThat(list(series(run, "x", "relative", "from", 0), "last")).containsExactly(1.0);
  }

  @Test
  void givesOnePointAndRangesWithoutAny() {
    String run = aRunWith(point("loss", 3, START, 5));
    assertThat(list(series(run), "last")).containsExactly(3.0);
    JsonNode beside = series(run, "from", 6);
    assertThat(beside.path("points").asInt()).isZero();
    assertThat(beside.path("x_max").asInt()).isEqualTo(5);
    assertThat(beside.path("x")).isEmpty();
  }

  @Test
  void leavesOutWhatHasNoPointsAndKeepsTheOrder() {
    String first = aRunWith(point("loss", 1, START, 0), point("acc", 2, START, 0));
    String second = aRunWith(point("loss", 3, START, 0));
    Reply reply =
        ask(List.of(second, UNKNOWN, "no id", first, second), List.of("loss", "none", "acc"));
    assertThat(
            StreamSupport.stream(reply.json().path("series").spliterator(), false)
                .map(series -> series.path("run_id").asText() + series.path("key").asText()))
        .containsExactly(second + "loss", first + "loss", first + "acc");
    assertThat(ask(List.of(UNKNOWN), List.of("loss")).body()).isEqualTo("{\"series\":[]}");
  }

  @Test
  void readsWhatADeletedRunLogged() {
    String run = aRunWith(point("loss", 1, START, 0));
    Replies.assertDone(client.post("runs/delete", text("run_id", run)));
    assertThat(series(run).path("points").asInt()).isEqualTo(1);
  }

  // Refusals

  private static void assertInvalid(Reply reply, String word) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.message()).contains(word);
  }

  @ParameterizedTest
  @CsvSource({"run_ids, 201, from 1 to 200", "keys, 51, from 1 to 50"})
  void refusesTooManyAndNone(String field, int tooMany, String words) {
    List<String> many = Collections.nCopies(tooMany, "x");
    assertInvalid(ask(List.of("x"), List.of("x"), field, many), words);
    assertInvalid(ask(List.of("x"), List.of("x"), field, List.of()), words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "4001", "1.5", "x"})
  void refusesSizesThatAreNone(String buckets) {
    assertInvalid(ask(List.of("x"), List.of("x"), "buckets", buckets), "buckets");
  }

  @Test
  void refusesMoreThanAnAnswerMayHold() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      keys.add("k" + i);
    }
    assertThat(ask(List.of("x"), keys, "buckets", 800).status()).isEqualTo(200);
    assertInvalid(ask(List.of("x"), keys, "buckets", 801), "40000");
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      runs.add("r" + i);
    }
    assertThat(ask(runs, List.of("k"), "buckets", 2_000).status()).isEqualTo(200);
    assertInvalid(ask(runs, List.of("k"), "buckets", 2_001), "400000");
  }

  @Test
  void refusesAxesAndRangesThatAreNone() {
    assertInvalid(ask(List.of("x"), List.of("x"), "x", "day"), "step, time, relative");
    assertInvalid(ask(List.of("x"), List.of("x"), "x", null), "'x'");
    assertInvalid(ask(List.of("x"), List.of("x"), "from", 2, "to", 1), "'to'");
    assertInvalid(ask(List.of("x"), List.of("x"), "from", "NaN"), "'from'");
    assertInvalid(ask(List.of("x"), List.of("x"), "buckets", null), "buckets");
  }
}
