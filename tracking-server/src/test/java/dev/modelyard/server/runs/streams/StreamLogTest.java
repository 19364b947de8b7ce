package dev.modelyard.server.runs.streams;

import static dev.modelyard.server.testing.Json.object;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertRefused;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.AtOnce;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StreamLogTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static Client client;
  private String run;

  @BeforeAll
  static void connect() {
    client = server.client();
  }

  @BeforeEach
  void makeARun() {
    run = client.run("0");
  }

  private static ObjectNode metric(String key, double value, long time) {
    return object("metric", object("key", key, "value", value, "timestamp", time, "step", time));
  }

  private static ObjectNode param(String key, String value) {
    return object("param", Json.pair(key, value));
  }

  private static ObjectNode tag(String key, String value) {
    return object("tag", Json.pair(key, value));
  }

  private static ObjectNode skip(long numbers) {
    return object("skip", numbers);
  }

  private Reply log(String stream, long first, ObjectNode... records) {
    return client.send(
        client.request(
            "/api/modelyard/1.0/runs/" + run + "/log",
            "POST",
            Json.text("stream", stream, "first_sequence", first, "records", List.of(records))));
  }

  private void assertAt(Reply reply, long highWater) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json()).isEqualTo(object("high_water", highWater));
  }

  private Reply asked(String stream) {
    return client.send(
        client.request("/api/modelyard/1.0/runs/" + run + "/streams/" + stream, "GET", ""));
  }

  private JsonNode data() {
    return client.getRun(run).path("data");
  }

  private int points(String key) {
    return client
        .get("metrics/get-history", "run_id", run, "metric_key", key)
        .json()
        .path("metrics")
        .size();
  }

  @Test
  void keepsMetricsParamsAndTagsInTheirOrder() {
    assertAt(
        log("s", 1, metric("m", 0.5, 7), param("p", "x"), tag("t", "old"), tag("t", "new")), 4);
    assertThat(data().at("/metrics/0/value").asDouble()).isEqualTo(0.5);
    assertThat(Json.value(data().path("params"), "p").asText()).isEqualTo("x");
    assertThat(Json.value(data().path("tags"), "t").asText()).isEqualTo("new");
  }

  @Test
  void passesOverWhatItHasAlready() {
    assertAt(log("s", 1, tag("t", "1"), tag("t", "2")), 2);
    assertAt(log("s", 3, tag("t", "3")), 3);
    assertAt(log("s", 1, tag("t", "1"), tag("t", "2")), 3);
    assertThat(Json.value(data().path("tags"), "t").asText()).isEqualTo("3");
    assertAt(log("s", 2, tag("t", "2"), tag("t", "3"), tag("u", "4")), 4);
    assertThat(Json.value(data().path("tags"), "t").asText()).isEqualTo("3");
    assertThat(Json.value(data().path("tags"), "u").asText()).isEqualTo("4");
  }

  @Test
  void letsAnOldTagOfAnotherStreamWin() {
    assertAt(log("a", 1, tag("t", "a")), 1);
    assertAt(log("b", 1, tag("t", "b")), 1);
    assertThat(Json.value(data().path("tags"), "t").asText()).isEqualTo("b");
  }

  @Test
  void refusesAGapAndSaysWithWhichNumberItGoesOn() {
    log("s", 1, metric("m", 1, 1));
    Reply refused = log("s", 4, metric("m", 4, 4));
    assertRefused(refused, 409, "RESOURCE_CONFLICT");
    assertThat(refused.message()).contains("number 2, not with 4").contains("{\"skip\": 2}");
    assertThat(points("m")).isEqualTo(1);
    assertRefused(log("fresh", 2, metric("m", 4, 4)), 409, "RESOURCE_CONFLICT");
    assertUnknownStream("unheard");
  }

  private void assertUnknownStream(String stream) {
    assertUnknown(asked(stream));
  }

  @Test
  void countsNumbersThatAreGivenUp() {
    assertAt(log("s", 1, skip(5), metric("m", 6, 6)), 6);
    assertAt(log("s", 4, skip(2), metric("m", 6, 6), metric("m", 7, 7)), 7);
    assertThat(points("m")).isEqualTo(2);
  }

  @Test
  void tellsHowFarAStreamHasCome() {
    log("s", 1, skip(1), metric("m", 1, 1));
    assertAt(asked("s"), 2);
    assertAt(log("s", 3), 2);
    assertUnknownStream("other");
  }

  @Test
  void storesNothingOfARequestThatIsRefused() {
    log("s", 1, param("p", "x"));
    Reply refused = log("s", 2, metric("m", 1, 1), param("p", "y"), tag("t", "v"));
    assertInvalid(refused);
    assertThat(refused.message()).contains("'p'").contains("'x'").contains("'y'");
    assertThat(points("m")).isZero();
    assertAt(asked("s"), 1);
    assertInvalid(log("s", 2, param("q", "x"), param("q", "y")));
    assertAt(log("s", 2, param("q", "x"), param("q", "x")), 3);
  }

  @Test
  void knowsOnlyActiveRuns() {
    client.post("runs/delete", Json.text("run_id", run));
    assertInvalid(log("s", 1, metric("m", 1, 1)));
    run = "0".repeat(32);
    assertUnknown(log("s", 1, metric("m", 1, 1)));
    assertUnknown(asked("s"));
  }

  @Test
  void refusesNumbersAndRecordsThatMeanNothing() {
    assertInvalid(log("s", 0, metric("m", 1, 1)));
    assertInvalid(log("s", Long.MAX_VALUE, skip(2)));
    assertInvalid(log("s", 1, skip(0)));
    assertInvalid(log("s", 1, object()));
    assertInvalid(log("s", 1, object("unknown", 1)));
    assertInvalid(log("s", 1, metric("m", 1, 1).put("skip", 1)));
    assertInvalid(log("s p", 1));
    assertInvalid(log("s".repeat(65), 1));
    assertInvalid(log("s", 1, Collections.nCopies(10_001, skip(1)).toArray(ObjectNode[]::new)));
  }

  /** Eight senders of one stream that repeat each other: each number counts once. */
  @Test
  void countsEachNumberOnceWhoeverSendsIt() throws Exception {
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int sender = 0; sender < 8; sender++) {
      calls.add(
          () -> {
            int refused = 0;
            for (int first = 1; first <= 40; first++) {
              Reply reply =
                  log("s", first, metric("m", first, first), metric("m", first + 1, first + 1));
              refused += reply.status() == 200 ? 0 : 1;
            }
            return refused;
          });
    }
    assertThat(AtOnce.run(8, calls)).containsOnly(0);
    assertThat(points("m")).isEqualTo(41);
    assertAt(asked("s"), 41);
  }
}
