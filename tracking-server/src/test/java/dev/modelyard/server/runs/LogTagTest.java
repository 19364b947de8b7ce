package dev.modelyard.server.runs;

import static dev.modelyard.server.testing.Json.pair;
import static dev.modelyard.server.testing.Replies.assertDone;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertUnknown;
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

class LogTagTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String SMILE = "\uD83D\uDE00";

  private static Given given;

  @BeforeAll
  static void connect() {
    given = new Given(server.client());
  }

  private static Reply set(String run, String key, @Nullable Object value) {
    return given.post("runs/set-tag", "run_id", run, "key", key, "value", value);
  }

  private static Reply delete(String run, String key) {
    return given.post("runs/delete-tag", "run_id", run, "key", key);
  }

  @Test
  void keepsTheLastValue() {
    String run = given.aRun();
    assertDone(set(run, "t", "a"));
    assertDone(set(run, "t", "b"));
    assertDone(set(run, "t", "b"));
    assertThat(given.tag(run, "t")).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "größe", SMILE, "a\nb", "{\"json\": [1]}", "'; --"})
  void keepsAnyText(String value) {
    String run = given.aRun();
    assertDone(set(run, "t", value));
    assertThat(given.tag(run, "t")).isEqualTo(value);
  }

  @Test
  void takesAbsentAndNullForEmpty() {
    String run = given.aRun();
    assertDone(set(run, "t", "a"));
    assertDone(given.post("runs/set-tag", "run_id", run, "key", "t"));
    assertThat(given.tag(run, "t")).isEmpty();
    assertDone(set(run, "u", null));
    assertThat(given.tag(run, "u")).isEmpty();
  }

  @Test
  void refusesValuesThatAreNoText() {
    String run = given.aRun();
    for (Object value : new Object[] {1, 1.5, true, List.of(), pair("a", "b")}) {
      assertInvalid(set(run, "t", value));
    }
    assertThat(given.tag(run, "t")).isNull();
  }

  @Test
  void cutsValuesTo8000CodePoints() {
    for (String letter : List.of("v", "損", SMILE)) {
      String run = given.aRun();
      assertDone(set(run, "t", letter.repeat(8_000)));
      assertDone(set(run, "u", letter.repeat(8_001)));
      assertDone(
          given.post(
              "runs/log-batch", "run_id", run, "tags", List.of(pair("v", letter.repeat(20_000)))));
      for (String key : List.of("t", "u", "v")) {
        assertThat(given.tag(run, key)).isEqualTo(letter.repeat(8_000));
      }
    }
  }

  @Test
  void cutsNoPairInTwo() {
    String run = given.aRun();
    assertDone(set(run, "t", "v".repeat(7_999) + SMILE + SMILE));
    assertThat(given.tag(run, "t")).isEqualTo("v".repeat(7_999) + SMILE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b", "/a", "a/", "a//b", "..", ".", "a\nb", "", "a@b"})
  void refusesBadKeys(String key) {
    assertInvalid(set(given.aRun(), key, "v"));
  }

  @Test
  void takesKeysOf250CodePointsAndNoMore() {
    String run = given.aRun();
    for (String letter : List.of("k", "\uD835\uDC00")) {
      assertDone(set(run, letter.repeat(250), "v"));
      assertThat(given.tag(run, letter.repeat(250))).isEqualTo("v");
      assertInvalid(set(run, letter.repeat(251), "v"));
    }
  }

  @Test
  void demandsAKey() {
    assertInvalid(given.post("runs/set-tag", "run_id", given.aRun(), "value", "v"));
    assertInvalid(given.post("runs/delete-tag", "run_id", given.aRun()));
  }

  @Test
  void deletesATagOnce() {
    String run = given.aRun();
    assertDone(set(run, "t", "a"));
    assertDone(delete(run, "t"));
    assertThat(given.tag(run, "t")).isNull();
    assertUnknown(delete(run, "t"));
  }

  @Test
  void deletesNoTagThatIsNotThere() {
    String run = given.aRun();
    assertUnknown(delete(run, "never"));
    assertUnknown(delete(run, "a#b"));
  }

  @Test
  void deletesATagWithAKeyThatOnlyCreationTakes() {
    Reply reply =
        given.post("runs/create", "experiment_id", "0", "tags", List.of(pair("bad#key", "v")));
    String run = reply.json().path("run").path("info").path("run_id").asText();
    assertDone(delete(run, "bad#key"));
    assertThat(given.tag(run, "bad#key")).isNull();
  }

  @Test
  void deletesNoTagOfADeletedRun() {
    String run = given.aRun();
    assertDone(set(run, "t", "a"));
    assertDone(given.post("runs/delete", "run_id", run));
    assertInvalid(delete(run, "t"));
    assertInvalid(delete(run, "never"));
    assertThat(given.tag(run, "t")).isEqualTo("a");
  }

  @Test
  void repeatsNoMoreThanTheStartOfALongKey() {
    Reply reply = delete(given.aRun(), "k".repeat(100_000));
    assertThat(reply.status()).isBetween(400, 404);
    assertThat(reply.body()).hasSizeLessThan(2_000);
  }
}
