package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.Rows;
import dev.modelyard.server.testing.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documented searches over experiments, asked over HTTP and answered as MLflow did. */
class ExperimentExamplesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<String, String> IDS = new HashMap<>();

  private static Client client;

  @BeforeAll
  static void fill() {
    client = server.client();
    int time = 1_000;
    for (String name : List.of("Alpha", "alpha", "beta")) {
      String id = client.experiment(name);
      IDS.put(name, id);
      client.post(
          "experiments/set-experiment-tag",
          Json.text(
              "experiment_id", id, "key", "team", "value", name.equals("alpha") ? "t1" : "t2"));
      Rows.change(
          server.database(),
          "UPDATE experiment SET creation_time = ?, last_update_time = ? WHERE experiment_id = ?",
          time,
          time,
          Long.parseLong(id));
      time++;
    }
    // The examples were asked where no other experiment matched.
    Rows.change(server.database(), "DELETE FROM experiment WHERE name = 'Default'");
  }

  static Stream<Example> examples() {
    return Example.all().filter(example -> example.kind().equals("experiments"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void answersAsDocumented(Example example) {
    Client.Reply reply = client.post("experiments/search", body(example).toString());
    if (isRefused(example)) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(400);
      assertThat(reply.errorCode()).isEqualTo("INVALID_PARAMETER_VALUE");
    } else {
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
      String names =
          Json.texts(reply.json().path("experiments"), "name").stream()
              .map(name -> "'" + name + "'")
              .collect(Collectors.joining(", ", "[", "]"));
      assertThat(names + (reply.json().has("next_page_token") ? " + token" : ""))
          .isEqualTo(example.answer());
    }
  }

  /** An unknown enum is refused everywhere; MLflow drops it. */
  private static boolean isRefused(Example example) {
    return example.answer().equals("400")
        || example.difference().startsWith("400")
        || example.arguments().equals("{\"view_type\": \"x\"}");
  }

  private static ObjectNode body(Example example) {
    ObjectNode body = Json.object("max_results", 1000);
    String filter = filter(example);
    if (filter != null) {
      body.put("filter", filter);
    }
    try {
      if (!example.orderBy().isEmpty()) {
        body.set("order_by", MAPPER.readTree(example.orderBy()));
      }
      if (!example.arguments().isEmpty()) {
        body.setAll((ObjectNode) MAPPER.readTree(example.arguments()));
      }
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException(example.toString(), broken);
    }
    return body;
  }

  private static @Nullable String filter(Example example) {
    if (!example.filter().contains("{id:")) {
      return example.filterText();
    }
    String filter = example.filter();
    for (Map.Entry<String, String> id : IDS.entrySet()) {
      filter = filter.replace("{id:" + id.getKey() + "}", id.getValue());
    }
    return filter;
  }
}
