package dev.modelyard.server.runs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ActivityTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final long DAY_MILLIS = 24L * 3_600 * 1_000;

  private static Client.Reply ask(String query) {
    return server
        .client()
        .send(server.client().request("/api/modelyard/1.0/runs/activity" + query, "GET", ""));
  }

  private static JsonNode of(String experiment) {
    Client.Reply reply = ask("?experiment_ids=" + experiment);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().path("experiments")).hasSize(1);
    return reply.json().path("experiments").get(0);
  }

  private static String run(String experiment, long start) {
    return server
        .client()
        .post(
            "runs/create",
            "{\"experiment_id\":\"" + experiment + "\",\"start_time\":" + start + "}")
        .json()
        .at("/run/info/run_id")
        .asText();
  }

  @Test
  void countsRunsByStateAndByDay() {
    String experiment = server.client().experiment("counted");
    long now = System.currentTimeMillis();
    run(experiment, now - 1_000);
    run(experiment, now - DAY_MILLIS - 60_000);
    String ended = run(experiment, now - 20 * DAY_MILLIS);
    server.client().post("runs/update", "{\"run_id\":\"" + ended + "\",\"status\":\"FINISHED\"}");
    String deleted = run(experiment, now - 500);
    server.client().post("runs/delete", "{\"run_id\":\"" + deleted + "\"}");

    JsonNode activity = of(experiment);

    assertThat(activity.path("name").asText()).isEqualTo("counted");
    assertThat(activity.path("runs").asLong()).isEqualTo(3);
    assertThat(activity.path("running").asLong()).isEqualTo(2);
    assertThat(activity.path("last_start").asLong()).isEqualTo(now - 1_000);
    List<Long> days =
        IntStream.range(0, 14).mapToObj(day -> activity.path("days").get(day).asLong()).toList();
    assertThat(days).containsExactly(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 1L);
  }

  @Test
  void saysSoWhenThereIsNothing() {
    JsonNode activity = of(server.client().experiment("empty"));
    assertThat(activity.path("runs").asLong()).isZero();
    assertThat(activity.has("last_start")).isFalse();
    assertThat(activity.path("days"))
        .hasSize(14)
        .allSatisfy(day -> assertThat(day.asLong()).isZero());
  }

  @Test
  void beginsWithTheExperimentInWhichMostLatelyARunBeganAndLeavesDeletedOnesOut() {
    Client client = server.client();
    String old = client.experiment("older");
    String gone = client.experiment("gone");
    String young = client.experiment("younger");
    long ahead = System.currentTimeMillis() + DAY_MILLIS;
    run(old, ahead + 2);
    run(gone, ahead + 3);
    run(young, ahead + 1);
    client.post("experiments/delete", "{\"experiment_id\":\"" + gone + "\"}");

    JsonNode two = ask("?max_results=2").json().path("experiments");

    assertThat(two.findValuesAsText("experiment_id")).containsExactly(old, young);
    assertThat(of(gone).path("runs").asLong()).isZero();
  }

  @Test
  void refusesWhatIsTooMuch() {
    assertThat(ask("?max_results=101").errorCode()).isEqualTo("INVALID_PARAMETER_VALUE");
    assertThat(ask("?max_results=x").errorCode()).isEqualTo("INVALID_PARAMETER_VALUE");
    assertThat(ask("?" + "experiment_ids=1&".repeat(101)).errorCode())
        .isEqualTo("INVALID_PARAMETER_VALUE");
    assertThat(ask("?experiment_ids=none").json().path("experiments")).isEmpty();
  }
}
