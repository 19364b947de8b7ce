package dev.modelyard.server.runs.search;

import static dev.modelyard.server.testing.Replies.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Page tokens of searches of runs: what they are good for, and what is taken for none. */
class RunSearchTokenTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger EXPERIMENTS = new AtomicInteger();

  private static SearchClient client;
  private String experiment = "";

  @BeforeAll
  static void connect() {
    client = new SearchClient(server);
  }

  @BeforeEach
  void makeAnExperiment() {
    experiment = server.client().experiment("tokens " + EXPERIMENTS.incrementAndGet());
  }

  private String runWithMetric(String name, double value) {
    String id = client.createRun(experiment, name, 0);
    client.logMetric(id, "m", value);
    return id;
  }

  private ObjectNode threeRuns() {
    for (String name : List.of("c", "b", "a")) {
      runWithMetric(name, name.charAt(0));
    }
    return SearchClient.filtered(
            SearchClient.ordered(SearchClient.over(experiment), List.of("metrics.m DESC")),
            "metrics.m > 0")
        .put("max_results", 1);
  }

  private static ObjectNode next(ObjectNode request) {
    return request.deepCopy().put("page_token", client.search(request).token());
  }

  @Test
  void anEmptyTokenBeginsAnew() {
    ObjectNode request = threeRuns().put("page_token", "");

    assertThat(client.search(request).names()).containsExactly("c");
  }

  @Test
  void aTokenMayBeUsedAgainAndWithAnotherSizeOfPages() {
    ObjectNode next = next(threeRuns());

    assertThat(client.search(next).names()).containsExactly("b");
    assertThat(client.search(next).names()).containsExactly("b");
    assertThat(client.search(next.put("max_results", 5)).names()).containsExactly("b", "a");
  }

  @Test
  void aTokenDoesNotShiftWhenRunsComeAndGo() {
    ObjectNode request = threeRuns();
    ObjectNode next = next(request);
    client.call(
        "runs/delete", JSON.createObjectNode().put("run_id", client.search(request).ids().get(0)));
    runWithMetric("d", 1e9);

    assertThat(client.search(next).names()).containsExactly("b");
  }

  @Test
  void aTokenOfAnotherQueryIsRefused() {
    ObjectNode next = next(threeRuns());

    assertInvalid(client.reply(next.deepCopy().put("filter", "metrics.m > 1")));
    assertInvalid(client.reply(next.deepCopy().put("filter", "")));
    assertInvalid(client.reply(SearchClient.ordered(next, List.of("metrics.m ASC"))));
    assertInvalid(client.reply(SearchClient.ordered(next, List.of("metrics.m DESC", "end_time"))));
    assertInvalid(client.reply(SearchClient.ordered(next, List.of())));
    assertInvalid(client.reply(next.deepCopy().put("run_view_type", "ALL")));
    for (List<String> others : List.of(List.of("0"), List.of(experiment, "0"))) {
      ObjectNode elsewhere = next.deepCopy();
      elsewhere.replace("experiment_ids", SearchClient.over(others).get("experiment_ids"));
      assertInvalid(client.reply(elsewhere));
    }
  }

  @Test
  void aTokenOfAnotherCallIsRefused() {
    String foreign =
        client
            .call("experiments/search", JSON.createObjectNode().put("max_results", 1))
            .path("next_page_token")
            .asText();

    assertThat(foreign).isNotEmpty();
    assertInvalid(client.reply(SearchClient.over(experiment).put("page_token", foreign)));
    String mlflows =
        Base64.getEncoder().encodeToString("{\"offset\": 1}".getBytes(StandardCharsets.UTF_8));
    assertInvalid(client.reply(SearchClient.over(experiment).put("page_token", mlflows)));
  }

  @Test
  void aTokenWithAnyBitChangedIsRefused() {
    ObjectNode next = next(threeRuns());
    byte[] token = Base64.getUrlDecoder().decode(next.path("page_token").asText());
    for (int bit = 0; bit < token.length * 8; bit += 3) {
      byte[] forged = token.clone();
      forged[bit / 8] ^= (byte) (1 << (bit % 8));
      next.put("page_token", Base64.getUrlEncoder().withoutPadding().encodeToString(forged));
      assertInvalid(client.reply(next));
    }
  }

  @Test
  void aTokenOfAnotherLengthIsRefused() {
    ObjectNode next = next(threeRuns());
    String token = next.path("page_token").asText();
    for (String other :
        List.of(
            "A",
            token.substring(1),
            token.substring(0, token.length() - 1),
            token + "A",
            token + "=",
            " " + token,
            token + token,
            "A".repeat(4_096),
            "A".repeat(4_097),
            "A".repeat(1_000_000))) {
      assertInvalid(client.reply(next.put("page_token", other)));
    }
  }
}
