package dev.modelyard.server.runs;

import static dev.modelyard.server.testing.Json.pair;
import static dev.modelyard.server.testing.Replies.assertDone;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogParamTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String SMILE = "\uD83D\uDE00";

  private static Given given;

  @BeforeAll
  static void connect() {
    given = new Given(server.client());
  }

  private static Reply log(String run, String key, @Nullable Object value) {
    return given.post("runs/log-parameter", "run_id", run, "key", key, "value", value);
  }

  private static Reply logInBatch(String run, String key, @Nullable Object value) {
    return given.post("runs/log-batch", "run_id", run, "params", List.of(pair(key, value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v", "", " ", "größe", SMILE, "a\nb", "'; DROP TABLE run; --", "\\", "%"})
  void keepsAnyText(String value) {
    String run = given.aRun();
    assertDone(log(run, "p", value));
    assertThat(given.param(run, "p")).isEqualTo(value);
  }

  @Test
  void takesTheSameValueAgain() {
    String run = given.aRun();
    assertDone(log(run, "p", "v"));
    assertDone(log(run, "p", "v"));
    assertDone(logInBatch(run, "p", "v"));
    assertThat(given.params(run)).containsExactly(pair("p", "v"));
  }

  @Test
  void refusesAnotherValue() {
    String run = given.aRun();
    assertDone(log(run, "p", "v"));
    Reply reply = log(run, "p", "w");
    assertInvalid(reply);
    assertThat(reply.message()).contains("'p'", "'v'", "'w'", run);
    assertInvalid(logInBatch(run, "p", "w"));
    assertInvalid(log(run, "p", ""));
    assertInvalid(log(run, "p", "V"));
    assertInvalid(log(run, "p", "v "));
    assertThat(given.params(run)).containsExactly(pair("p", "v"));
  }

  @Test
  void refusesAValueWhereAnEmptyOneStands() {
    String run = given.aRun();
    assertDone(log(run, "p", ""));
    assertInvalid(log(run, "p", "v"));
  }

  @Test
  void takesAbsentAndNullForEmpty() {
    String run = given.aRun();
    assertDone(given.post("runs/log-parameter", "run_id", run, "key", "p"));
    assertDone(log(run, "p", null));
    assertDone(log(run, "p", ""));
    assertThat(given.param(run, "p")).isEmpty();
  }

  @Test
  void refusesValuesThatAreNoText() {
    String run = given.aRun();
    for (Object value : new Object[] {1, 1.5, true, List.of(), pair("a", "b")}) {
      assertInvalid(log(run, "p", value));
      assertInvalid(logInBatch(run, "p", value));
    }
    assertThat(given.params(run)).isEmpty();
  }

  @Test
  void cutsValuesTo6000CodePoints() {
    for (String letter : List.of("v", "損", SMILE)) {
      String run = given.aRun();
      assertDone(log(run, "p", letter.repeat(6_000)));
      assertDone(log(run, "q", letter.repeat(6_001)));
      assertDone(logInBatch(run, "r", letter.repeat(20_000)));
      for (String key : List.of("p", "q", "r")) {
        assertThat(given.param(run, key)).isEqualTo(letter.repeat(6_000));
      }
    }
  }

  @Test
  void cutsNoPairInTwo() {
    String run = given.aRun();
    assertDone(log(run, "p", "v".repeat(5_999) + SMILE + SMILE));
    assertThat(given.param(run, "p")).isEqualTo("v".repeat(5_999) + SMILE);
  }

  @Test
  void comparesAfterTheCut() {
    String run = given.aRun();
    assertDone(log(run, "p", "v".repeat(6_000) + "a"));
    assertDone(log(run, "p", "v".repeat(6_000) + "b"));
    assertDone(log(run, "p", "v".repeat(6_000)));
    assertInvalid(log(run, "p", "v".repeat(5_999)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b", "/a", "a/", "a//b", "..", ".", "a\nb", "", "a@b", "a,b", "a\\b"})
  void refusesBadKeys(String key) {
    String run = given.aRun();
    assertInvalid(log(run, key, "v"));
    assertInvalid(logInBatch(run, key, "v"));
    assertThat(given.params(run)).isEmpty();
  }

  @Test
  void takesKeysOf250CodePointsAndNoMore() {
    String run = given.aRun();
    for (String letter : List.of("k", "\uD835\uDC00")) {
      assertDone(log(run, letter.repeat(250), "v"));
      assertThat(given.param(run, letter.repeat(250))).isEqualTo("v");
      assertInvalid(log(run, letter.repeat(251), "v"));
    }
  }

  @Test
  void demandsAKey() {
    assertInvalid(given.post("runs/log-parameter", "run_id", given.aRun(), "value", "v"));
  }

  @Test
  void refusesTextThatCannotBeStored() {
    String run = given.aRun();
    assertInvalid(log(run, "p", "a\0b"));
    assertInvalid(
        server
            .client()
            .post(
                "runs/log-parameter",
                "{\"run_id\":\"" + run + "\",\"key\":\"p\",\"value\":\"\\ud800\"}"));
  }

  @Test
  void quotesOnlyTheStartOfLongValues() {
    String run = given.aRun();
    assertDone(log(run, "p", "v".repeat(6_000)));
    assertThat(log(run, "p", "w".repeat(6_000)).message()).hasSizeLessThan(1_000);
  }
}
