package dev.modelyard.server.artifacts;

import static dev.modelyard.server.artifacts.FileCalls.ofRun;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which of some runs have a file, so that it can be compared. */
class WithFileTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private final Client client = server.client();
  private final FileCalls files = new FileCalls(server);

  private Client.Reply ask(List<String> runs, String path) {
    String ids = runs.stream().map(id -> '"' + id + '"').collect(Collectors.joining(","));
    return client.send(
        client.request(
            "/api/modelyard/1.0/runs/with-file",
            "POST",
            "{\"run_ids\":[" + ids + "],\"path\":\"" + path + "\"}"));
  }

  @Test
  void namesThoseThatHaveItInTheOrderAsked() {
    String first = client.run("0");
    String second = client.run("0");
    String without = client.run("0");
    files.put(ofRun(first, "plots/a.txt"), "same");
    files.put(ofRun(second, "plots/a.txt"), "same");
    files.put(ofRun(without, "plots/b.txt"), "other");
    files.put(ofRun(without, "a.txt"), "same");
    Client.Reply reply =
        ask(List.of(second, without, "no-id", first, "0".repeat(32), second), "plots/a.txt");
    assertThat(reply.status()).isEqualTo(200);
    JsonNode found = reply.json().path("files");
    assertThat(found.findValuesAsText("run_id")).containsExactly(second, first);
    assertThat(found.path(0).path("size").asLong()).isEqualTo(4);
    assertThat(found.path(0).path("sha256").asText())
        .hasSize(64)
        .isEqualTo(found.path(1).path("sha256").asText());
    assertThat(ask(List.of(first), "plots").json().path("files")).isEmpty();
  }

  @Test
  void refusesWhatIsNoQuestion() {
    String run = client.run("0");
    assertThat(ask(List.of(), "a").status()).isEqualTo(400);
    assertThat(ask(List.of(run), "").status()).isEqualTo(400);
    assertThat(ask(List.of(run), "../a").status()).isEqualTo(400);
    assertThat(ask(Collections.nCopies(1_001, run), "a").status()).isEqualTo(400);
  }
}
