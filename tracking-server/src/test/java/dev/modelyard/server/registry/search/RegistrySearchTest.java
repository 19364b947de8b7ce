package dev.modelyard.server.registry.search;

import static dev.modelyard.server.registry.search.SearchCalls.MODELS;
import static dev.modelyard.server.registry.search.SearchCalls.VERSIONS;
import static dev.modelyard.server.registry.search.SearchCalls.tags;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What searches of the registry find, and what they tell of it. */
class RegistrySearchTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private final SearchCalls registry = new SearchCalls(server);
  private final Client client = server.client();

  @BeforeEach
  void beginWithAnEmptyRegistry() {
    new TestSql(server.database()).execute("DELETE FROM registered_model");
  }

  private List<String> models(String filter) {
    return registry.models("filter", filter);
  }

  private List<String> versions(String filter) {
    return registry.versions("filter", filter, "order_by", "name", "order_by", "version_number");
  }

  private JsonNode stage(String name, int version, String stage) {
    return registry.post(
        "model-versions/transition-stage",
        "name",
        name,
        "version",
        Integer.toString(version),
        "stage",
        stage);
  }

  @Test
  void aFoundModelIsToldAsGettingItTells() {
    registry.model("a", "t", "x", "s", "y");
    registry.model("other");
    for (int i = 0; i < 5; i++) {
      registry.version("a", "run_id", "r" + i, "tags", tags("v", "w" + i), "description", "d");
    }
    stage("a", 1, "Production");
    stage("a", 2, "Production");
    stage("a", 3, "Archived");
    registry.post("registered-models/alias", "name", "a", "alias", "champion", "version", "2");
    JsonNode told =
        client.get("registered-models/get", "name", "a").json().path("registered_model");

    JsonNode page = registry.search(MODELS, "filter", "name = 'a'");
    assertThat(page).isEqualTo(Json.object("registered_models", List.of(told)));
    assertThat(Json.texts(told.path("latest_versions"), "version"))
        .containsExactlyInAnyOrder("2", "3", "5");
    assertThat(told.path("aliases")).hasSize(1);
  }

  @Test
  void ourOwnSearchFindsTheSameAndTellsTheModeToo() {
    registry.model("a", "t", "x");
    registry.model("b");
    registry.version("a", "run_id", "r");
    String ours = "/api/modelyard/1.0/models";
    JsonNode told = client.send(client.request(ours + "/a", "GET", "")).json();
    assertThat(told.path("mode").asText()).isEqualTo("open");
    assertThat(told.path("model_id").asLong()).isPositive();
    JsonNode found =
        client.send(client.request(ours + "?filter=tags.t%20%3D%20%27x%27", "GET", "")).json();
    assertThat(found).isEqualTo(Json.object("registered_models", List.of(told)));
    JsonNode page = client.send(client.request(ours + "?max_results=1", "GET", "")).json();
    assertThat(page.path("registered_models")).hasSize(1);
    assertThat(page.path("next_page_token").asText()).isNotEmpty();
  }

  @Test
  void aFoundVersionIsToldAsGettingItTellsButForItsAliases() {
    registry.model("a");
    registry.version("a", "run_id", "r", "tags", tags("t", "x", "s", "y"), "description", "d");
    stage("a", 1, "Staging");
    registry.post("registered-models/alias", "name", "a", "alias", "champion", "version", "1");
    JsonNode told =
        client.get("model-versions/get", "name", "a", "version", "1").json().path("model_version");
    assertThat(told.has("aliases")).isTrue();

    JsonNode page = registry.search(VERSIONS, "filter", "name = 'a'");
    assertThat(page)
        .isEqualTo(
            Json.object(
                "model_versions", List.of(((ObjectNode) told.deepCopy()).without("aliases"))));
  }

  @Test
  void nothingFoundIsAnEmptyObject() {
    registry.model("a");
    assertThat(registry.search(MODELS, "filter", "name = 'b'")).isEqualTo(Json.object());
    assertThat(registry.search(VERSIONS, "filter", "name = 'a'")).isEqualTo(Json.object());
    assertThat(registry.search(VERSIONS)).isEqualTo(Json.object());
  }

  @Test
  void whatIsDeletedIsNotFoundAndWhatIsRenamedIsFoundByItsNewName() {
    registry.model("a");
    registry.model("gone");
    registry.version("a");
    registry.version("a");
    registry.version("gone");
    client.send(
        client.request(
            "/api/2.0/mlflow/model-versions/delete",
            "DELETE",
            Json.text("name", "a", "version", "1")));
    client.send(
        client.request(
            "/api/2.0/mlflow/registered-models/delete", "DELETE", Json.text("name", "gone")));
    registry.post("registered-models/rename", "name", "a", "new_name", "z");

    assertThat(models("")).containsExactly("z");
    assertThat(versions("")).containsExactly("z 2");
    assertThat(versions("name = 'z'")).containsExactly("z 2");
    assertThat(versions("name = 'a'")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tags.mlflow.prompt.is_prompt != 'true'",
        "tags.mlflow.prompt.is_prompt = 'false'",
        "tags.mlflow.prompt.is_prompt = 'no'",
        "tags.mlflow.prompt.is_prompt LIKE 'true'",
        "tags.mlflow.prompt.is_prompt != 'true' AND tags.mlflow.prompt.is_prompt = 'true'"
      })
  void promptsAreHiddenHoweverTheirTagIsSpokenOf(String filter) {
    makePrompts();
    assertThat(models(filter)).containsExactly("model", "said to be none", "shouted");
    assertThat(versions(filter)).containsExactly("model 1", "said to be none 1", "shouted 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tags.mlflow.prompt.is_prompt = 'true'",
        "tag.`mlflow.prompt.is_prompt` = 'true' AND tags.mlflow.prompt.is_prompt != 'x'"
      })
  void promptsAreFoundByTheirTag(String filter) {
    makePrompts();
    assertThat(models(filter)).containsExactly("prompt");
    assertThat(versions(filter)).containsExactly("prompt 2");
    assertThat(versions(filter + " AND name = 'prompt'")).containsExactly("prompt 2");
    assertThat(versions(filter + " AND name = 'model'")).isEmpty();
  }

  @Test
  void promptsAreAskedForInAnyCaseButFoundInTheirOwn() {
    makePrompts();
    assertThat(models("tags.mlflow.prompt.is_prompt = 'TRUE'")).containsExactly("shouted");
    assertThat(models("tags.mlflow.prompt.is_prompt = 'True'")).isEmpty();
    assertThat(models("tags.mlflow.prompt.is_prompt != 'false'"))
        .containsExactly("prompt", "shouted");
    assertThat(versions("tags.mlflow.prompt.is_prompt != 'FALSE'"))
        .containsExactly("prompt 2", "said to be none 1", "shouted 1");
  }

  /** As on MLflow the marks of versions decide over versions, those of models over models. */
  private void makePrompts() {
    String mark = "mlflow.prompt.is_prompt";
    registry.model("prompt", mark, "true");
    registry.version("prompt");
    registry.version("prompt", "source", "dummy-source", "tags", tags(mark, "true"));
    registry.model("model", "t", "x");
    registry.version("model");
    registry.model("said to be none", mark, "false");
    registry.version("said to be none", "tags", tags(mark, "false"));
    registry.model("shouted", mark, "TRUE");
    registry.version("shouted", "source", "dummy-source", "tags", tags(mark, "TRUE"));
  }

  @Test
  void runsAndSourcesThatAreNamedAreFound() {
    registry.model("a");
    registry.version("a", "run_id", "r1", "source", "s3://b/x");
    registry.version("a", "run_id", "r2", "source", "s3://b/y");
    registry.version("a", "source", "s3://b/y");

    assertThat(versions("run_id = 'r1'")).containsExactly("a 1");
    assertThat(versions("run_id = 'r'")).isEmpty();
    assertThat(versions("run_id = ''")).containsExactly("a 3");
    assertThat(versions("run_id IN ('r1', 'r2', 'r3')")).containsExactly("a 1", "a 2");
    assertThat(versions("run_id IN ('r1', '')")).containsExactly("a 1", "a 3");
    assertThat(versions("run_id NOT IN ('r1')")).containsExactly("a 2", "a 3");
    assertThat(versions("run_id NOT IN ('')")).containsExactly("a 1", "a 2");
    assertThat(versions("source_path = 's3://b/y'")).containsExactly("a 2", "a 3");
    assertThat(versions("source_path = 's3://b/'")).isEmpty();
    assertThat(versions("source_path = 's3://b/y' AND run_id != 'r2'")).containsExactly("a 3");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 198, 199, 200, 201, 250})
  void longTextsAreComparedAsAWhole(int length) {
    String text = "😀".repeat(length);
    registry.model("a", "t", text + "a");
    registry.model("b", "t", text + "b");
    registry.model("c", "t", text);
    assertThat(models("tags.t = '" + text + "a'")).containsExactly("a");
    assertThat(models("tags.t = '" + text + "'")).containsExactly("c");

    String source = "s3://b/" + "x".repeat(length);
    registry.version("a", "source", source + "a", "tags", tags("t", text + "a"));
    registry.version("a", "source", source + "b", "tags", tags("t", text + "b"));
    registry.version("a", "source", source, "tags", tags("t", text));
    assertThat(versions("source_path = '" + source + "b'")).containsExactly("a 2");
    assertThat(versions("source_path = '" + source + "'")).containsExactly("a 3");
    assertThat(versions("tags.t = '" + text + "b'")).containsExactly("a 2");
    assertThat(versions("tags.t = '" + text + "'")).containsExactly("a 3");
  }

  @Test
  void severalTagsMustAllBeThere() {
    registry.model("a", "p", "1", "q", "1", "r", "1", "s", "1");
    registry.model("b", "p", "1", "q", "1", "r", "2", "s", "1");
    registry.version("a", "tags", tags("p", "1", "q", "1", "r", "1", "s", "1"));
    registry.version("a", "tags", tags("p", "1", "q", "1", "r", "1", "s", "2"));
    String all = "tags.p = '1' AND tags.q = '1' AND tags.r = '1' AND tags.s = '1'";
    assertThat(models(all)).containsExactly("a");
    assertThat(versions(all)).containsExactly("a 1");
    assertThat(models("tags.p = '1' AND tags.q = '1'")).containsExactly("a", "b");
    assertThat(versions("tags.p = '1' AND tags.s != '1'")).containsExactly("a 2");
    assertThat(models("tags.nobody != '1'")).isEmpty();
  }

  @Test
  void caseDoesNotCountInAnyScriptWithIlike() {
    registry.model("Ärger", "t", "ÉCOLE");
    registry.version("Ärger", "run_id", "RÜN", "tags", tags("t", "ÉCOLE"));
    assertThat(models("name ILIKE 'äR%'")).containsExactly("Ärger");
    assertThat(models("name LIKE 'är%'")).isEmpty();
    assertThat(models("tags.t ILIKE '_cole'")).containsExactly("Ärger");
    assertThat(versions("run_id ILIKE 'rün' AND tags.t ILIKE \"école\""))
        .containsExactly("Ärger 1");
  }

  @Test
  void namesThatAreListedAreFound() {
    List.of("a", "b", "c").forEach(registry::model);
    registry.version("a");
    registry.version("b");
    assertThat(models("name IN ('a', 'c', 'nobody')")).containsExactly("a", "c");
    assertThat(versions("name IN ('a', 'c', 'nobody')")).containsExactly("a 1");
    assertThat(versions("name = 'a' AND name = 'b'")).isEmpty();
    assertThat(versions("name = 'a' AND name LIKE 'a%'")).containsExactly("a 1");
  }
}
