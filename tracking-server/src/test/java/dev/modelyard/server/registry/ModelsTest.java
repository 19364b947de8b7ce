package dev.modelyard.server.registry;

import static dev.modelyard.server.registry.RegistryCalls.aName;
import static dev.modelyard.server.registry.RegistryCalls.assertTaken;
import static dev.modelyard.server.registry.RegistryCalls.done;
import static dev.modelyard.server.registry.RegistryCalls.part;
import static dev.modelyard.server.testing.Replies.assertDone;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static RegistryCalls calls;

  @BeforeAll
  static void connect() {
    calls = new RegistryCalls(server.client());
  }

  private static ObjectNode pair(String key, @Nullable Object value) {
    return Json.object("key", key, "value", value);
  }

  private static Reply create(Object... namesAndValues) {
    return calls.post("registered-models/create", namesAndValues);
  }

  private static Reply rename(String name, String newName) {
    return calls.post("registered-models/rename", "name", name, "new_name", newName);
  }

  // Creating

  @Test
  void readsBackWhatCreatingTold() {
    String name = aName();
    Reply reply =
        create(
            "name", name, "description", "says é", "tags", List.of(pair("a", "1"), pair("b", "")));
    JsonNode told = done(reply).path("registered_model");
    assertThat(told).isEqualTo(calls.model(name));
    assertThat(told.path("description").asText()).isEqualTo("says é");
    assertThat(told.path("creation_timestamp")).isEqualTo(told.path("last_updated_timestamp"));
    assertThat(told.path("tags")).containsExactly(pair("a", "1"), pair("b", ""));
  }

  @Test
  void leavesOutWhatIsEmpty() {
    JsonNode told = done(create("name", aName())).path("registered_model");
    assertThat(told.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("name", "creation_timestamp", "last_updated_timestamp");
  }

  @Test
  void keepsTheLastOfTagsWithOneKey() {
    String name =
        calls.aModel(
            "tags", List.of(pair("k", "1"), pair("a", "x"), pair("k", "2"), pair("k", "3")));
    assertThat(calls.model(name).path("tags")).containsExactly(pair("a", "x"), pair("k", "3"));
  }

  static Stream<String> goodNames() {
    return Stream.of(
        "two words",
        "é日本🙂",
        "a..",
        ".hidden",
        "a@b",
        "a?b#c&d=e",
        "a%2Fb",
        "a+b",
        "back\\slash",
        "'; DROP TABLE event; --",
        "x".repeat(256),
        "🙂".repeat(256));
  }

  @ParameterizedTest
  @MethodSource("goodNames")
  void takesNamesAsMlflowDoes(String name) {
    calls.aModel("name", name);
    calls.aVersion(name);
    assertThat(calls.model(name).path("name").asText()).isEqualTo(name);
    assertThat(done(calls.own("GET", "models/" + part(name))).path("name").asText())
        .isEqualTo(name);
    assertThat(calls.version(name, "1").path("name").asText()).isEqualTo(name);
  }

  static Stream<String> badNames() {
    return Stream.of(
        "", " ", "\t\n", ".", "..", "..a", "../x", "a/b", "/", "a:b", ":", "x".repeat(257));
  }

  @ParameterizedTest
  @MethodSource("badNames")
  void refusesNamesWhereverTheyAreGiven(String name) {
    assertInvalid(create("name", name));
    assertInvalid(calls.own("POST", "models", "name", name));
    assertInvalid(rename(calls.aModel(), name));
    assertInvalid(calls.get("registered-models/get", "name", name));
    assertInvalid(calls.delete("registered-models/delete", "name", name));
    assertInvalid(
        calls.post("model-versions/create", "name", name, "source", "s3://bucket/models/x"));
  }

  @Test
  void refusesWhatIsNoText() {
    assertInvalid(create("name", 5));
    assertInvalid(create("name", aName(), "description", true));
    assertInvalid(create("name", aName(), "tags", "k=v"));
    assertInvalid(create("name", "nul \u0000"));
    assertInvalid(create());
  }

  @Test
  void refusesANameThatIsTakenAndKeepsWhatIsThere() {
    String name = calls.aModel("description", "the first");
    assertTaken(create("name", name, "description", "the second"));
    assertTaken(calls.own("POST", "models", "name", name));
    assertThat(calls.model(name).path("description").asText()).isEqualTo("the first");
  }

  @Test
  void tellsNamesApartByCase() {
    String name = calls.aModel();
    calls.aModel("name", name.toUpperCase(Locale.ROOT));
  }

  @Test
  void refusesTooLongDescriptionsAndTags() {
    assertInvalid(create("name", aName(), "description", "d".repeat(100_001)));
    assertInvalid(create("name", aName(), "tags", List.of(pair("k", "v".repeat(100_001)))));
    assertInvalid(create("name", aName(), "tags", List.of(pair("k".repeat(251), "v"))));
    assertInvalid(create("name", aName(), "tags", List.of(pair("", "v"))));
    assertInvalid(create("name", aName(), "tags", List.of(pair("a!b", "v"))));
    assertInvalid(create("name", aName(), "tags", List.of(pair("..", "v"))));
    String name =
        calls.aModel(
            "description",
            "d".repeat(100_000),
            "tags",
            List.of(pair("k".repeat(250), "v".repeat(100_000))));
    assertThat(calls.model(name).path("description").asText()).hasSize(100_000);
  }

  // Reading

  @Test
  void listsTheHighestVersionOfEachStageWithoutAliases() {
    String name = calls.aModel();
    for (int i = 1; i <= 5; i++) {
      calls.aVersion(name);
    }
    calls.promote(name, "1");
    calls.promote(name, "2");
    done(calls.transition(name, "3", "Archived"));
    done(calls.setAlias(name, "champion", "2"));
    done(calls.setAlias(name, "a", "5"));
    JsonNode model = calls.model(name);
    assertThat(Json.texts(model.path("latest_versions"), "version"))
        .containsExactlyInAnyOrder("2", "3", "5");
    assertThat(model.path("latest_versions")).noneMatch(version -> version.has("aliases"));
    assertThat(model.path("aliases"))
        .containsExactly(
            Json.object("alias", "a", "version", "5"),
            Json.object("alias", "champion", "version", "2"));
  }

  @Test
  void givesTheLatestVersionsOfTheStagesAskedFor() {
    String name = calls.aModel();
    assertDone(calls.post("registered-models/get-latest-versions", "name", name));
    calls.aVersion(name);
    calls.aVersion(name);
    calls.aVersion(name);
    calls.promote(name, "1");
    calls.promote(name, "2");
    done(calls.setAlias(name, "champion", "2"));
    Reply posted =
        calls.post(
            "registered-models/get-latest-versions",
            "name",
            name,
            "stages",
            List.of("pRODUCTION", "Production", "Staging"));
    assertThat(Json.texts(done(posted).path("model_versions"), "version")).containsExactly("2");
    assertThat(posted.json().at("/model_versions/0/aliases/0").asText()).isEqualTo("champion");
    assertThat(
            calls
                .get("registered-models/get-latest-versions", "name", name, "stages", "production")
                .json())
        .isEqualTo(posted.json());
    assertThat(
            Json.texts(
                done(calls.get("registered-models/get-latest-versions", "name", name))
                    .path("model_versions"),
                "version"))
        .containsExactlyInAnyOrder("2", "3");
  }

  @Test
  void refusesStagesThatThereAreNot() {
    String name = calls.aModel();
    for (String stage : List.of("Prod", "", "latest", "Production ")) {
      assertInvalid(
          calls.post(
              "registered-models/get-latest-versions", "name", name, "stages", List.of(stage)));
    }
  }

  @Test
  void knowsNoModelThatIsNotThere() {
    String name = aName();
    assertUnknown(calls.get("registered-models/get", "name", name));
    assertUnknown(calls.patch("registered-models/update", "name", name, "description", "d"));
    assertUnknown(rename(name, aName()));
    assertUnknown(calls.delete("registered-models/delete", "name", name));
    assertUnknown(calls.post("registered-models/set-tag", "name", name, "key", "k", "value", "v"));
    assertUnknown(calls.delete("registered-models/delete-tag", "name", name, "key", "k"));
    assertUnknown(calls.post("registered-models/get-latest-versions", "name", name));
    assertUnknown(calls.own("GET", "models/" + part(name)));
    assertUnknown(calls.own("PATCH", "models/" + part(name), "mode", "guarded"));
    assertUnknown(calls.rollBack(name));
  }

  // Changing

  @Test
  void takesTheDescriptionAwayWhenAnUpdateBringsNone() {
    String name = calls.aModel("description", "before");
    JsonNode updated =
        done(calls.patch("registered-models/update", "name", name, "description", "after"))
            .path("registered_model");
    assertThat(updated.path("description").asText()).isEqualTo("after");
    assertThat(updated).isEqualTo(calls.model(name));
    done(calls.patch("registered-models/update", "name", name));
    assertThat(calls.model(name).has("description")).isFalse();
  }

  @Test
  void setsAndDeletesTags() {
    String name = calls.aModel("tags", List.of(pair("stays", "s")));
    assertDone(calls.post("registered-models/set-tag", "name", name, "key", "k", "value", "1"));
    assertDone(calls.post("registered-models/set-tag", "name", name, "key", "k", "value", "2"));
    assertDone(calls.post("registered-models/set-tag", "name", name, "key", "n"));
    assertThat(calls.model(name).path("tags"))
        .containsExactly(pair("k", "2"), pair("n", ""), pair("stays", "s"));
    assertDone(calls.delete("registered-models/delete-tag", "name", name, "key", "k"));
    assertDone(calls.delete("registered-models/delete-tag", "name", name, "key", "k"));
    assertThat(calls.model(name).path("tags")).containsExactly(pair("n", ""), pair("stays", "s"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a!b", "..", "a//b", "/a"})
  void refusesKeysOfTags(String key) {
    String name = calls.aModel();
    assertInvalid(calls.post("registered-models/set-tag", "name", name, "key", key, "value", "v"));
  }

  // Renaming

  @Test
  void takesVersionsTagsAndAliasesAlongWhenRenamed() {
    String name = calls.aModel("description", "d", "tags", List.of(pair("k", "v")));
    calls.aVersion(name, "tags", List.of(pair("vk", "vv")));
    calls.promote(name, "1");
    done(calls.setAlias(name, "champion", "1"));
    String newName = aName();
    JsonNode renamed = done(rename(name, newName)).path("registered_model");
    assertThat(renamed).isEqualTo(calls.model(newName));
    assertThat(renamed.path("tags")).containsExactly(pair("k", "v"));
    JsonNode version = calls.version(newName, "1");
    assertThat(version.path("name").asText()).isEqualTo(newName);
    assertThat(version.path("current_stage").asText()).isEqualTo("Production");
    assertThat(version.path("tags")).containsExactly(pair("vk", "vv"));
    assertThat(version.path("last_updated_timestamp"))
        .isEqualTo(renamed.path("last_updated_timestamp"));
    assertThat(done(calls.byAlias(newName, "champion")).path("model_version")).isEqualTo(version);
    assertUnknown(calls.get("registered-models/get", "name", name));
    assertUnknown(calls.get("model-versions/get", "name", name, "version", "1"));
    assertThat(calls.aVersion(newName)).isEqualTo("2");
    calls.aModel("name", name);
    assertThat(calls.aVersion(name)).isEqualTo("1");
  }

  @Test
  void refusesToRenameOntoATakenName() {
    String taken = calls.aModel("description", "stays");
    String name = calls.aModel("description", "as well");
    assertTaken(rename(name, taken));
    assertThat(calls.model(taken).path("description").asText()).isEqualTo("stays");
    assertThat(calls.model(name).path("description").asText()).isEqualTo("as well");
  }

  @Test
  void takesARenameOntoItself() {
    String name = calls.aModel("description", "d");
    assertThat(done(rename(name, name)).path("registered_model")).isEqualTo(calls.model(name));
  }

  @Test
  void refusesARenameWithoutANewName() {
    assertInvalid(calls.post("registered-models/rename", "name", calls.aModel()));
  }

  // Deleting

  @Test
  void deletesAModelWithAllThatBelongsToIt() {
    String name = calls.aModel("tags", List.of(pair("k", "v")));
    calls.aVersion(name, "tags", List.of(pair("k", "v")));
    calls.aVersion(name);
    calls.promote(name, "1");
    done(calls.setAlias(name, "champion", "1"));
    assertDone(calls.delete("registered-models/delete", "name", name));
    assertUnknown(calls.get("registered-models/get", "name", name));
    assertUnknown(calls.get("model-versions/get", "name", name, "version", "1"));
    assertUnknown(calls.byAlias(name, "champion"));
    assertUnknown(calls.delete("registered-models/delete", "name", name));
    calls.aModel("name", name);
    assertThat(calls.model(name).size()).isEqualTo(3);
    assertThat(calls.aVersion(name)).isEqualTo("1");
  }

  // Our own calls

  @Test
  void tellsModeAndProtectedAliasesByOurOwnCalls() {
    String name = aName();
    Reply created =
        calls.own(
            "POST",
            "models",
            "name",
            name,
            "mode",
            "guarded",
            "protected_aliases",
            List.of("b", "a", "b"));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.json()).isEqualTo(done(calls.own("GET", "models/" + part(name))));
    assertThat(created.json().path("mode").asText()).isEqualTo("guarded");
    assertThat(created.json().path("protected_aliases").toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(calls.model(name).has("mode")).isFalse();
    JsonNode open = done(calls.own("GET", "models/" + part(calls.aModel())));
    assertThat(open.path("mode").asText()).isEqualTo("open");
    assertThat(open.path("protected_aliases").toString()).isEqualTo("[\"champion\"]");
  }

  @Test
  void refusesModesAndAliasesThatThereAreNot() {
    for (String mode : List.of("", "OPEN", "closed")) {
      assertInvalid(calls.own("POST", "models", "name", aName(), "mode", mode));
    }
    for (String alias : List.of("", "latest", "v1", "a b")) {
      assertInvalid(
          calls.own("POST", "models", "name", aName(), "protected_aliases", List.of(alias)));
    }
    String path = "models/" + part(calls.aModel());
    assertInvalid(calls.own("PATCH", path, "mode", "closed"));
    assertInvalid(calls.own("PATCH", path, "reason", "none of the settings"));
  }

  @Test
  void changesOneSettingAndLeavesTheOther() {
    String path = "models/" + part(calls.aModel());
    done(calls.own("PATCH", path, "protected_aliases", List.of("live")));
    JsonNode changed = done(calls.own("PATCH", path, "mode", "guarded"));
    assertThat(changed.path("protected_aliases").toString()).isEqualTo("[\"live\"]");
    assertThat(changed.path("mode").asText()).isEqualTo("guarded");
    assertThat(changed).isEqualTo(done(calls.own("GET", path)));
    assertThat(done(calls.own("PATCH", path, "protected_aliases", List.of())).path("mode").asText())
        .isEqualTo("guarded");
  }

  // The page

  @Test
  void thePageOfAModelBringsItAndItsVersions() {
    String name = calls.aModel();
    calls.aVersion(name);
    calls.aVersion(name);

    JsonNode document = server.client().firstData("/m/" + part(name));

    assertThat(document.path("model")).isEqualTo(calls.own("GET", "models/" + part(name)).json());
    assertThat(document.path("versions"))
        .isEqualTo(
            calls
                .get(
                    "model-versions/search",
                    "filter",
                    "name = '" + name + "'",
                    "order_by",
                    "version_number DESC")
                .json());
  }

  @Test
  void thePageOfAModelTellsThatItsVersionsAreNotAll() {
    String name = calls.aModel();
    for (int i = 0; i < 101; i++) {
      calls.aVersion(name);
    }
    JsonNode versions = server.client().firstData("/m/" + part(name)).path("versions");
    assertThat(versions.path("model_versions")).hasSize(100);
    assertThat(versions.at("/model_versions/0/version").asText()).isEqualTo("101");
    assertThat(versions.path("next_page_token").asText()).isNotEmpty();
  }

  @Test
  void thePageOfAVersionBringsItAndItsModel() {
    String name = calls.aModel();
    calls.aVersion(name);
    calls.aVersion(name);

    JsonNode document = server.client().firstData("/m/" + part(name) + "/v/1");

    assertThat(document.path("model")).isEqualTo(calls.own("GET", "models/" + part(name)).json());
    assertThat(document.path("version"))
        .isEqualTo(calls.get("model-versions/get", "name", name, "version", "1").json());
    assertThat(document.at("/versions/model_versions")).hasSize(2);
  }

  @Test
  void thePageOfAModelBringsTheRunByWhoseMetricsItIsJudged() {
    String name = calls.aModel();
    String page = "/m/" + part(name);
    String first = server.client().run("0");
    String second = server.client().run("0");
    assertThat(server.client().firstData(page).has("leading")).isFalse();

    calls.aVersion(name, "run_id", first);
    calls.aVersion(name, "run_id", second);
    assertThat(leading(page)).isEqualTo(second);

    done(calls.transition(name, "1", "Production"));
    assertThat(leading(page)).isEqualTo(first);
    assertThat(server.client().firstData(page).at("/leading/experiment/experiment_id").asText())
        .isNotEmpty();
  }

  private static String leading(String page) {
    return server.client().firstData(page).at("/leading/run/info/run_id").asText();
  }

  @Test
  void thePageOfNoModelBringsNone() {
    assertThat(server.client().firstData("/m/none").has("model")).isFalse();
    assertThat(server.client().firstData("/m/none").has("leading")).isFalse();
    assertThat(server.client().firstData("/m/none/v/1").has("version")).isFalse();
  }
}
