package dev.modelyard.server.runs;

import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertRefused;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.AtOnce;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs under ids that their writers have made. */
class PutRunTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static Client client;
  private static Given given;

  @BeforeAll
  static void connect() {
    client = server.client();
    given = new Given(client);
  }

  private static String newId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static Reply put(String id, String experiment, String name, long startTime) {
    String body = Json.text("experiment_id", experiment, "run_name", name, "start_time", startTime);
    return client.send(client.request("/api/modelyard/1.0/runs/" + id, "PUT", body));
  }

  @Test
  void makesARunUnderTheGivenId() {
    String id = newId();
    Reply reply = put(id, "0", "mine", 5);
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    assertThat(reply.json().at("/run_info/run_id").asText()).isEqualTo(id);
    assertThat(given.info(id).path("run_name").asText()).isEqualTo("mine");
    assertThat(given.info(id).path("start_time").asLong()).isEqualTo(5);
    assertThat(given.info(id).path("artifact_uri").asText()).contains(id);
  }

  @Test
  void givesTheRunThatIsThereWhenAskedAgain() {
    String id = newId();
    put(id, "0", "first", 5);
    client.post("runs/set-tag", Json.text("run_id", id, "key", "mlflow.runName", "value", "now"));
    Reply again = put(id, "0", "first", 5);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().at("/run_info/run_name").asText()).isEqualTo("now");
  }

  @Test
  void makesOneRunWhenManyAskAtOnce() throws Exception {
    String id = newId();
    assertThat(AtOnce.run(8, Collections.nCopies(8, () -> put(id, "0", "n", 5).status())))
        .containsOnlyOnce(201)
        .containsOnly(200, 201);
  }

  @Test
  void refusesAnIdThatAnotherRunHas() {
    String id = newId();
    put(id, "0", "n", 5);
    assertRefused(put(id, "0", "n", 6), 409, "RESOURCE_CONFLICT");
    String other = client.experiment("of another");
    assertRefused(put(id, other, "n", 5), 409, "RESOURCE_CONFLICT");
  }

  @Test
  void refusesWhatIsNoId() {
    assertInvalid(put("x", "0", "n", 5));
    assertInvalid(put(newId().toUpperCase(java.util.Locale.ROOT), "0", "n", 5));
  }

  @Test
  void refusesAnExperimentThatIsNotThere() {
    String id = newId();
    assertUnknown(put(id, "123456789", "n", 5));
    assertUnknown(client.get("runs/get", "run_id", id));
  }
}
