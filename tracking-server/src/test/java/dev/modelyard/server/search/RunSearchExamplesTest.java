package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What MLflow answered to searches of runs, asked of us: the rows of search/runs.tsv. */
class RunSearchExamplesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> IDS = new LinkedHashMap<>();
  private static Client client;
  private static String experiment;

  @BeforeAll
  static void makeTheRunsOfTheExamples() {
    client = server.client();
    experiment = client.experiment("examples");
    create("E", 50);
    create("A", 100);
    create("B", 200);
    create("C", 300);
    create("D", 300);
    log(
        "A",
        "\"metrics\":[{\"key\":\"acc\",\"value\":0.5,\"timestamp\":1},"
            + "{\"key\":\"my metric\",\"value\":1,\"timestamp\":1}],"
            + "\"params\":[{\"key\":\"lr\",\"value\":\"0.1\"},{\"key\":\"p q\",\"value\":\"x\"}],"
            + "\"tags\":[{\"key\":\"t\",\"value\":\"v1\"},{\"key\":\"a.b\",\"value\":\"dot\"},"
            + "{\"key\":\"quo\",\"value\":\"it's\"}]");
    log("B", metric("0.9") + param("0.01") + tag("v2"));
    log("C", metric("\"NaN\"") + param("10") + tag("V1"));
    log("D", "\"metrics\":[{\"key\":\"acc\",\"value\":\"Infinity\",\"timestamp\":1}]");
    ok(
        client.post(
            "runs/update",
            "{\"run_id\":\"" + IDS.get("B") + "\",\"status\":\"FINISHED\",\"end_time\":999}"));
  }

  private static String metric(String value) {
    return "\"metrics\":[{\"key\":\"acc\",\"value\":" + value + ",\"timestamp\":1}],";
  }

  private static String param(String value) {
    return "\"params\":[{\"key\":\"lr\",\"value\":\"" + value + "\"}],";
  }

  private static String tag(String value) {
    return "\"tags\":[{\"key\":\"t\",\"value\":\"" + value + "\"}]";
  }

  private static void create(String name, long startTime) {
    String body =
        "{\"experiment_id\":\"%s\",\"run_name\":\"%s\",\"user_id\":\"u\",\"start_time\":%d}"
            .formatted(experiment, name, startTime);
    Client.Reply reply = client.post("runs/create", body);
    ok(reply);
    IDS.put(name, reply.json().at("/run/info/run_id").asText());
    // C comes before D where their ids decide.
    if (name.equals("D") && id("C").compareTo(id("D")) > 0) {
      ok(client.post("runs/update", "{\"run_id\":\"" + id("C") + "\",\"run_name\":\"D\"}"));
      ok(client.post("runs/update", "{\"run_id\":\"" + id("D") + "\",\"run_name\":\"C\"}"));
      String c = id("D");
      IDS.put("D", id("C"));
      IDS.put("C", c);
    }
  }

  private static String id(String name) {
    return Objects.requireNonNull(IDS.get(name), name);
  }

  private static void log(String run, String fields) {
    ok(client.post("runs/log-batch", "{\"run_id\":\"" + id(run) + "\"," + fields + "}"));
  }

  private static void ok(Client.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  static Stream<Example> examples() {
    return Example.all().filter(example -> example.kind().equals("runs"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void answersAsMlflowDoes(Example example) throws IOException {
    ObjectNode request = JSON.createObjectNode();
    if (!example.arguments().contains("experiment_ids")) {
      request.putArray("experiment_ids").add(experiment);
    }
    String filter = filter(example);
    if (filter != null) {
      request.put("filter", filter);
    }
    if (!example.orderBy().isEmpty()) {
      request.set("order_by", JSON.readTree(example.orderBy()));
    }
    if (!example.arguments().isEmpty()) {
      request.setAll((ObjectNode) JSON.readTree(example.arguments()));
    }
    Client.Reply reply = client.post("runs/search", request.toString());

    boolean refused = !example.accepted() || example.answer().matches("[45]\\d\\d.*");
    if (refused || !example.difference().isEmpty()) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(400);
      assertThat(reply.errorCode()).isEqualTo("INVALID_PARAMETER_VALUE");
      return;
    }
    ok(reply);
    if (filter != null && filter.contains("dataset")) {
      return; // understood and checked; no run has datasets yet
    }
    String expected = example.answer().equals("none") ? "" : example.answer();
    if (example.orderBy().contains("run_id") || example.orderBy().contains("artifact_uri")) {
      assertThat(letters(names(reply))).isEqualTo(letters(expected)); // ids differ
    } else {
      assertThat(names(reply)).isEqualTo(expected);
    }
  }

  private static @Nullable String filter(Example example) {
    String text = example.filterText();
    if (text == null || !example.filter().contains("{")) {
      return text;
    }
    return Pattern.compile("\\{(end of )?id:(\\w)}")
        .matcher(example.filter())
        .replaceAll(m -> id(m.group(2)).substring(m.group(1) == null ? 0 : 3));
  }

  private static String names(Client.Reply reply) {
    String names =
        reply
            .json()
            .path("runs")
            .valueStream()
            .map(run -> run.at("/info/run_name").asText())
            .collect(Collectors.joining());
    return names + (reply.json().has("next_page_token") ? " + token" : "");
  }

  private static List<String> letters(String names) {
    return names.chars().mapToObj(Character::toString).sorted().toList();
  }
}
