package dev.modelyard.server.registry.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches of the registry over the wire, and the calls that make what is to be found. */
final class SearchCalls {
  static final String MODELS = "registered-models/search";
  static final String VERSIONS = "model-versions/search";

  private final Client client;
  private final TestSql sql;

  SearchCalls(TestServer server) {
    this.client = server.client();
    this.sql = new TestSql(server.database());
  }

  static JsonNode ok(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  JsonNode post(String call, @Nullable Object... fields) {
    return ok(client.post(call, Json.text(fields)));
  }

  void model(String name, String... keysAndValues) {
    post("registered-models/create", "name", name, "tags", tags(keysAndValues));
  }

  /** A new version's number. */
  int version(String name, @Nullable Object... more) {
    var fields = Json.object("name", name, "source", "s3://bucket/model");
    fields.setAll(Json.object(more));
    return ok(client.post("model-versions/create", fields.toString()))
        .at("/model_version/version")
        .asInt();
  }

  static List<?> tags(String... keysAndValues) {
    List<Object> tags = new ArrayList<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      tags.add(Json.pair(keysAndValues[i], keysAndValues[i + 1]));
    }
    return tags;
  }

  void modelUpdatedAt(String name, long time) {
    sql.execute(
        "UPDATE registered_model SET last_update_time = %d WHERE name = '%s'"
            .formatted(time, name));
  }

  void versionAt(String name, int version, long created, long updated) {
    sql.execute(
        """
        UPDATE model_version v SET creation_time = %d, last_update_time = %d
        FROM registered_model m
        WHERE m.model_id = v.model_id AND m.name = '%s' AND v.version = %d
        """
            .formatted(created, updated, name, version));
  }

  Reply reply(String call, String... parameters) {
    return client.get(call, parameters);
  }

  JsonNode search(String call, String... parameters) {
    return ok(reply(call, parameters));
  }

  /** Names of the models on a page. */
  List<String> models(String... parameters) {
    return found(search(MODELS, parameters));
  }

  /** Versions on a page, each as its model's name, a blank and its number. */
  List<String> versions(String... parameters) {
    return found(search(VERSIONS, parameters));
  }

  private static List<String> found(JsonNode page) {
    return page.has("model_versions")
        ? page.path("model_versions")
            .valueStream()
            .map(each -> each.path("name").asText() + " " + each.path("version").asText())
            .toList()
        : Json.texts(page.path("registered_models"), "name");
  }

  /** All pages of a size, one behind the other; no page but the last may be short. */
  List<String> pages(String call, int size, String... parameters) {
    return pages(call, size, () -> {}, parameters);
  }

  /** As {@link #pages}, with something that happens between two pages. */
  List<String> pages(String call, int size, Runnable between, String... parameters) {
    List<String> all = new ArrayList<>();
    String token = "";
    while (true) {
      List<String> sent = new ArrayList<>(List.of(parameters));
      sent.addAll(List.of("max_results", Integer.toString(size), "page_token", token));
      JsonNode page = search(call, sent.toArray(String[]::new));
      all.addAll(found(page));
      token = page.path("next_page_token").asText();
      if (token.isEmpty()) {
        return all;
      }
      assertThat(found(page)).hasSize(size);
      between.run();
    }
  }
}
