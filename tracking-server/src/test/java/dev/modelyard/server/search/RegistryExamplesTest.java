package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.Replies;
import dev.modelyard.server.testing.Rows;
import dev.modelyard.server.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documented searches of the registry, asked over HTTP and answered as MLflow did. */
class RegistryExamplesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static Client client;

  /** As the heads of registered-models.tsv and model-versions.tsv say. */
  @BeforeAll
  static void makeTheRegistryOfTheExamples() {
    client = server.client();
    model("rmA", "t", "x");
    model("rmb", "t", "other");
    model("rmC", "t", "X");
    model("rmprompt", "mlflow.prompt.is_prompt", "true");
    version("rmA", "run3", "s3://b/p0", "v0");
    version("rmA", "run1", "s3://b/p1", "v1");
    version("rmA", "run2", "s3://b/p2", "v2");
    version("rmb", null, "s3://b/p3", "v0");
    int time = 1_000;
    for (String created : List.of("rmA 1", "rmA 2", "rmA 3", "rmb 1")) {
      setTime("creation_time", created, time++);
    }
    for (String updated : List.of("rmA 2", "rmA 3", "rmb 1", "rmA 1")) {
      setTime("last_update_time", updated, time++);
    }
    for (String updated : List.of("rmA", "rmb", "rmC", "rmprompt")) {
      Rows.change(
          server.database(),
          "UPDATE registered_model SET last_update_time = ? WHERE name = ?",
          time++,
          updated);
    }
  }

  private static void setTime(String column, String nameAndVersion, int time) {
    String[] parts = nameAndVersion.split(" ", -1);
    Rows.change(
        server.database(),
        "UPDATE model_version v SET "
            + column
            + " = ? FROM registered_model m"
            + " WHERE m.model_id = v.model_id AND m.name = ? AND v.version = ?",
        time,
        parts[0],
        Integer.parseInt(parts[1]));
  }

  private static void model(String name, String key, String value) {
    List<?> tags = List.of(Json.pair(key, value));
    ok(client.post("registered-models/create", Json.text("name", name, "tags", tags)));
  }

  private static void version(String name, @Nullable String run, String source, String tag) {
    List<?> tags = List.of(Json.pair("t", tag));
    ok(
        client.post(
            "model-versions/create",
            Json.text("name", name, "run_id", run, "source", source, "tags", tags)));
  }

  private static void ok(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  static Stream<Example> modelExamples() {
    return Example.all().filter(example -> example.kind().equals("registered-models"));
  }

  @ParameterizedTest
  @MethodSource("modelExamples")
  void answersOfModelsAreAsDocumented(Example example) {
    Reply reply = client.get("registered-models/search", parameters(example));
    check(example, reply, names(reply.json().path("registered_models"), ""));
  }

  static Stream<Example> versionExamples() {
    return Example.all().filter(example -> example.kind().equals("model-versions"));
  }

  @ParameterizedTest
  @MethodSource("versionExamples")
  void answersOfVersionsAreAsDocumented(Example example) {
    Reply reply = client.get("model-versions/search", parameters(example));
    check(example, reply, names(reply.json().path("model_versions"), "version"));
  }

  private static void check(Example example, Reply reply, String names) {
    if (example.answer().equals("400") || example.difference().startsWith("400")) {
      Replies.assertInvalid(reply);
      assertThat(reply.message()).isNotEmpty();
    } else {
      ok(reply);
      assertThat(names + (reply.json().has("next_page_token") ? " + token" : ""))
          .isEqualTo(example.answer());
    }
  }

  /** Names without their beginning, and perhaps with the value of another field. */
  private static String names(JsonNode list, String field) {
    return list.valueStream()
        .map(each -> each.path("name").asText().substring(2) + each.path(field).asText())
        .map(name -> "'" + name + "'")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String[] parameters(Example example) {
    List<String> parameters = new ArrayList<>();
    String filter = example.filterText();
    if (filter != null) {
      parameters.addAll(List.of("filter", filter));
    }
    if (!example.orderBy().isEmpty()) {
      json(example.orderBy()).forEach(key -> parameters.addAll(List.of("order_by", key.asText())));
    }
    if (!example.arguments().isEmpty()) {
      json(example.arguments())
          .properties()
          .forEach(each -> parameters.addAll(List.of(each.getKey(), each.getValue().asText())));
    }
    return parameters.toArray(String[]::new);
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException(text, broken);
    }
  }
}
