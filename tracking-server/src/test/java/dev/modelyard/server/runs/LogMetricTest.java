package dev.modelyard.server.runs;

import static dev.modelyard.server.runs.Given.metric;
import static dev.modelyard.server.testing.Replies.assertDone;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogMetricTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static Client client;
  private static Given given;

  @BeforeAll
  static void connect() {
    client = server.client();
    given = new Given(client);
  }

  private static Reply log(String run, ObjectNode metric) {
    return client.post("runs/log-metric", metric.deepCopy().put("run_id", run).toString());
  }

  private static void logged(String run, @Nullable Object value, long timestamp, long step) {
    assertDone(log(run, metric("m", value, timestamp, step)));
  }

  /** Logs {@code {…, field: json}} over a good body. */
  private static Reply logWith(String run, String field, String json) {
    ObjectNode rest = metric("m", 1, 1, 1).put("run_id", run);
    rest.remove(field);
    String body = rest.toString();
    return client.post(
        "runs/log-metric",
        body.substring(0, body.length() - 1) + ",\"" + field + "\":" + json + "}");
  }

  @Test
  void keepsAPoint() {
    String run = given.aRun();
    logged(run, 0.25, 1_700_000_000_000L, 3);
    assertThat(given.latest(run, "m")).isEqualTo(metric("m", 0.25, 1_700_000_000_000L, 3));
    assertThat(given.history(run, "m")).containsExactly(metric("m", 0.25, 1_700_000_000_000L, 3));
  }

  @Test
  void takesStepZeroWhenNoneIsGiven() {
    String run = given.aRun();
    assertDone(
        given.post("runs/log-metric", "run_id", run, "key", "m", "value", 1, "timestamp", 0));
    assertThat(given.history(run, "m")).containsExactly(metric("m", 1.0, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "value", "timestamp", "run_id"})
  void demandsAllButTheStep(String field) {
    ObjectNode body = metric("m", 1, 1, 1).put("run_id", given.aRun());
    body.remove(field);
    Reply reply = client.post("runs/log-metric", body.toString());
    assertInvalid(reply);
    assertThat(reply.message()).contains("'" + field + "'");
    assertInvalid(client.post("runs/log-metric", body.putNull(field).toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1|1.0",
        "0.1|0.1",
        "\"0.1\"|0.1",
        "1e308|1.0E308",
        "5e-324|4.9E-324",
        "-0.0|-0.0",
        "123456789012345678|1.2345678901234568E17"
      })
  void keepsValuesToTheLastBit(String json, double expected) {
    String run = given.aRun();
    assertDone(logWith(run, "value", json));
    assertThat(given.latest(run, "m").path("value").asDouble()).isEqualTo(expected);
    assertThat(given.history(run, "m").path(0).path("value").asDouble()).isEqualTo(expected);
  }

  @Test
  void alwaysWritesValuesWithAFraction() {
    String run = given.aRun();
    logged(run, 3, 1, 1);
    assertThat(client.get("runs/get", "run_id", run).body()).contains("\"value\":3.0");
  }

  @Test
  void writesNanAsAText() {
    String run = given.aRun();
    logged(run, "NaN", 1, 1);
    assertThat(given.latest(run, "m")).isEqualTo(metric("m", "NaN", 1, 1));
    assertThat(given.history(run, "m")).containsExactly(metric("m", "NaN", 1, 1));
  }

  @ParameterizedTest
  @CsvSource({"Infinity, 1.7976931348623157E308", "-Infinity, -1.7976931348623157E308"})
  void writesInfinityAsTheLargestNumber(String word, double expected) {
    String run = given.aRun();
    logged(run, word, 1, 1);
    assertThat(given.latest(run, "m").path("value").asDouble()).isEqualTo(expected);
    assertThat(given.history(run, "m").path(0).path("value").asDouble()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "Infinity",
        "1e400",
        "\"1e400\"",
        "\"nan\"",
        "\"inf\"",
        "\"abc\"",
        "true",
        "{}",
        "[]",
        "\"\"",
        "\"1d\""
      })
  void refusesWhatIsNoValueAndKeepsNothing(String json) {
    String run = given.aRun();
    assertInvalid(logWith(run, "value", json));
    assertThat(given.history(run, "m")).isEmpty();
    assertThat(given.data(run).has("metrics")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.5", "9223372036854775808", "1e30", "\"x\"", "true", "-9223372036854775809"})
  void refusesTimesAndStepsThatAreNoWholeNumbersAndKeepsNothing(String json) {
    String run = given.aRun();
    assertInvalid(logWith(run, "timestamp", json));
    assertInvalid(logWith(run, "step", json));
    assertThat(given.history(run, "m")).isEmpty();
  }

  @Test
  void refusesNegativeTimes() {
    String run = given.aRun();
    assertInvalid(log(run, metric("m", 1, -1, 1)));
    assertThat(given.history(run, "m")).isEmpty();
  }

  @Test
  void takesTheGreatestAndTheLeastNumbers() {
    String run = given.aRun();
    logged(run, 1, Long.MAX_VALUE, Long.MIN_VALUE);
    logged(run, 2, 0, Long.MAX_VALUE);
    assertThat(given.history(run, "m"))
        .containsExactly(
            metric("m", 2.0, 0, Long.MAX_VALUE), metric("m", 1.0, Long.MAX_VALUE, Long.MIN_VALUE));
    assertThat(given.latest(run, "m")).isEqualTo(metric("m", 2.0, 0, Long.MAX_VALUE));
  }

  @Test
  void takesNumbersInTheSpellingsOfTheWire() {
    String run = given.aRun();
    assertDone(logWith(run, "timestamp", "1.7e12"));
    assertDone(logWith(run, "timestamp", "\"1700000000000\""));
    assertThat(given.history(run, "m")).containsExactly(metric("m", 1.0, 1_700_000_000_000L, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b", "/a", "a/", "a//b", "..", "a\nb", "", "😀"})
  void refusesBadKeys(String key) {
    assertInvalid(log(given.aRun(), metric(key, 1, 1, 1)));
  }

  @Test
  void takesKeysOf250CodePointsAndNoMore() {
    String run = given.aRun();
    for (String letter : List.of("k", "\uD835\uDC00")) {
      assertDone(log(run, metric(letter.repeat(250), 1, 1, 1)));
      assertThat(given.history(run, letter.repeat(250))).hasSize(1);
      assertInvalid(log(run, metric(letter.repeat(251), 1, 1, 1)));
    }
  }

  @Test
  void refusesLoggedModelsThatAreNotThere() {
    String run = given.aRun();
    assertInvalid(log(run, metric("m", 1, 1, 1).put("model_id", "m-0123")));
    assertThat(given.history(run, "m")).isEmpty();
    assertDone(log(run, metric("m", 1, 1, 1).put("model_id", "")));
  }

  @Test
  void keepsARepeatOnce() {
    String run = given.aRun();
    for (int i = 0; i < 3; i++) {
      logged(run, 0.5, 7, 1);
      logged(run, "NaN", 8, 1);
    }
    assertThat(given.history(run, "m"))
        .containsExactly(metric("m", 0.5, 7, 1), metric("m", "NaN", 8, 1));
  }

  @Test
  void keepsAnotherValueAtTheSameTimeAndStep() {
    String run = given.aRun();
    logged(run, 2, 7, 1);
    logged(run, 1, 7, 1);
    assertThat(given.history(run, "m"))
        .containsExactly(metric("m", 1.0, 7, 1), metric("m", 2.0, 7, 1));
  }

  @Test
  void takesTheGreatestStepThenTimeThenValueForTheLatest() {
    List<ObjectNode> points =
        new ArrayList<>(
            List.of(
                metric("m", 9.0, 99, 1),
                metric("m", 9.0, 5, 2),
                metric("m", 1.0, 6, 2),
                metric("m", 3.0, 6, 2),
                metric("m", 2.0, 6, 2),
                metric("m", 99.0, 99, -5)));
    Random random = new Random(3);
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(points, random);
      String run = given.aRun();
      points.forEach(point -> assertDone(log(run, point)));
      assertThat(given.latest(run, "m")).isEqualTo(metric("m", 3.0, 6, 2));
    }
  }

  @ParameterizedTest
  @CsvSource({"-5, NaN", "5, 5.0", "-1.0E-300, NaN", "1.0E-300, 1.0E-300"})
  void takesNanAsZeroForTheLatest(double other, String latest) {
    String first = given.aRun();
    logged(first, "NaN", 1, 1);
    logged(first, other, 1, 1);
    String second = given.aRun();
    logged(second, other, 1, 1);
    logged(second, "NaN", 1, 1);
    assertThat(given.latest(first, "m").path("value").asText()).isEqualTo(latest);
    assertThat(given.latest(second, "m").path("value").asText()).isEqualTo(latest);
  }

  @Test
  void leavesTheLatestWhenALaterTimeComesAtAnEarlierStep() {
    String run = given.aRun();
    logged(run, 1, 1, 10);
    logged(run, 2, 1_000, 9);
    assertThat(given.latest(run, "m")).isEqualTo(metric("m", 1.0, 1, 10));
  }

  @Test
  void keepsMetricsOfRunsApart() {
    String run = given.aRun();
    String other = given.aRun();
    logged(run, 1, 1, 1);
    assertThat(given.history(other, "m")).isEmpty();
    assertThat(given.data(other).has("metrics")).isFalse();
  }
}
