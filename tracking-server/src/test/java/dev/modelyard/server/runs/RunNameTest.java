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

class RunNameTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String TAG = "mlflow.runName";
  private static final String SMILE = "\uD83D\uDE00";

  private static Given given;

  @BeforeAll
  static void connect() {
    given = new Given(server.client());
  }

  private static Reply create(@Nullable String name, @Nullable String tag) {
    return given.post(
        "runs/create",
        "experiment_id",
        "0",
        "run_name",
        name,
        "tags",
        tag == null ? List.of() : List.of(pair(TAG, tag)));
  }

  private static String created(@Nullable String name, @Nullable String tag) {
    Reply reply = create(name, tag);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().path("run").path("info").path("run_id").asText();
  }

  private static Reply setTag(String run, String value) {
    return given.post("runs/set-tag", "run_id", run, "key", TAG, "value", value);
  }

  private static Reply rename(String run, String name) {
    return given.post("runs/update", "run_id", run, "run_name", name);
  }

  private static void assertNamed(String run, String name) {
    assertThat(given.info(run).path("run_name").asText()).isEqualTo(name);
    assertThat(given.tag(run, TAG)).isEqualTo(name);
  }

  @Test
  void comesFromTheField() {
    assertNamed(created("a", null), "a");
  }

  @Test
  void comesFromTheTag() {
    assertNamed(created(null, "b"), "b");
  }

  @Test
  void comesFromBothWhenTheyAgree() {
    assertNamed(created("c", "c"), "c");
  }

  @Test
  void isRefusedWhenFieldAndTagDiffer() {
    assertInvalid(create("a", "b"));
  }

  @Test
  void takesAnEmptyOneAsNone() {
    assertNamed(created("", "b"), "b");
    assertNamed(created("a", ""), "a");
    assertThat(given.info(created("", "")).path("run_name").asText()).isNotEmpty();
  }

  @Test
  void isMadeUpWhenNoneIsGiven() {
    String run = created(null, null);
    String name = given.info(run).path("run_name").asText();
    assertThat(name).matches("[a-z]+-[a-z]+-[0-9]{1,3}").hasSizeLessThanOrEqualTo(20);
    assertNamed(run, name);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a/b#c\n", "größe", SMILE, "'; --"})
  void isAnyText(String name) {
    assertNamed(created(name, null), name);
    String run = created("x", null);
    assertThat(rename(run, name).status()).isEqualTo(200);
    assertNamed(run, name);
  }

  @Test
  void has250CodePointsAtMost() {
    for (String letter : List.of("n", SMILE)) {
      String longest = letter.repeat(250);
      String run = created(longest, null);
      assertNamed(run, longest);
      assertNamed(created(null, longest), longest);
      assertInvalid(create(letter.repeat(251), null));
      assertInvalid(create(null, letter.repeat(251)));
      assertInvalid(rename(run, letter.repeat(251)));
      assertInvalid(setTag(run, letter.repeat(251)));
      assertNamed(run, longest);
    }
  }

  @Test
  void changesTheTagWhenTheRunIsUpdated() {
    String run = created("a", null);
    assertThat(rename(run, "b").json().path("run_info").path("run_name").asText()).isEqualTo("b");
    assertNamed(run, "b");
  }

  @Test
  void changesWithTheTag() {
    String run = created("a", null);
    assertDone(setTag(run, "b"));
    assertNamed(run, "b");
  }

  @Test
  void changesWithTheTagOfABatch() {
    String run = created("a", null);
    assertDone(
        given.post(
            "runs/log-batch",
            "run_id",
            run,
            "tags",
            List.of(pair(TAG, "first"), pair("other", "x"), pair(TAG, "last"))));
    assertNamed(run, "last");
  }

  @Test
  void staysWhenTheNewOneIsEmpty() {
    String run = created("a", null);
    assertThat(rename(run, "").status()).isEqualTo(200);
    assertNamed(run, "a");
  }

  @Test
  void staysWhenTheTagIsSetToNothing() {
    String run = created("a", null);
    assertDone(setTag(run, ""));
    assertNamed(run, "a");
  }

  @Test
  void staysWhenTheTagOfABatchIsEmpty() {
    String run = created("a", null);
    assertDone(
        given.post(
            "runs/log-batch", "run_id", run, "tags", List.of(pair(TAG, ""), pair("other", "x"))));
    assertNamed(run, "a");
    assertThat(given.tag(run, "other")).isEqualTo("x");
  }

  @Test
  void staysWhenTheTagIsDeleted() {
    String run = created("a", null);
    assertDone(given.post("runs/delete-tag", "run_id", run, "key", TAG));
    assertThat(given.info(run).path("run_name").asText()).isEqualTo("a");
    assertThat(given.tag(run, TAG)).isNull();
  }

  @Test
  void comesBackAsATagWithTheNextUpdate() {
    String run = created("a", null);
    assertDone(given.post("runs/delete-tag", "run_id", run, "key", TAG));
    assertThat(rename(run, "b").status()).isEqualTo(200);
    assertNamed(run, "b");
  }

  @Test
  void staysWithARefusedBatch() {
    String run = created("a", null);
    assertDone(given.post("runs/log-parameter", "run_id", run, "key", "p", "value", "1"));
    assertInvalid(
        given.post(
            "runs/log-batch",
            "run_id",
            run,
            "params",
            List.of(pair("p", "2")),
            "tags",
            List.of(pair(TAG, "b"))));
    assertNamed(run, "a");
  }
}
