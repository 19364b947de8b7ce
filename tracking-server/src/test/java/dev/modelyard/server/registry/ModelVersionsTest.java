package dev.modelyard.server.registry;

import static dev.modelyard.server.registry.RegistryCalls.aName;
import static dev.modelyard.server.registry.RegistryCalls.done;
import static dev.modelyard.server.testing.Replies.assertDone;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.Replies;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelVersionsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static RegistryCalls calls;

  @BeforeAll
  static void connect() {
    calls = new RegistryCalls(server.client());
  }

  private static ObjectNode pair(String key, @Nullable Object value) {
    return Json.object("key", key, "value", value);
  }

  private static Reply create(String model, Object... namesAndValues) {
    ObjectNode body = Json.object(namesAndValues).put("name", model);
    return server.client().post("model-versions/create", body.toString());
  }

  // Creating

  @Test
  void tellsAVersionInMlflowsFields() {
    String name = calls.aModel();
    Reply reply =
        create(
            name,
            "source",
            "s3://bucket/a",
            "run_id",
            "of somebody else's server",
            "run_link",
            "https://ci/7",
            "description",
            "d",
            "tags",
            List.of(pair("k", "1"), pair("k", "2")));
    JsonNode told = done(reply).path("model_version");
    long time = told.path("creation_timestamp").asLong();
    assertThat(told)
        .isEqualTo(
            Json.object(
                "name",
                name,
                "version",
                "1",
                "creation_timestamp",
                time,
                "last_updated_timestamp",
                time,
                "current_stage",
                "None",
                "description",
                "d",
                "source",
                "s3://bucket/a",
                "run_id",
                "of somebody else's server",
                "status",
                "READY",
                "tags",
                List.of(pair("k", "2")),
                "run_link",
                "https://ci/7"));
    assertThat(calls.version(name, "1")).isEqualTo(told);
  }

  @Test
  void showsDescriptionRunAndLinkAlsoWhenTheyAreEmpty() {
    String name = calls.aModel();
    calls.aVersion(name);
    JsonNode version = calls.version(name, "1");
    for (String field : List.of("description", "run_id", "run_link")) {
      assertThat(version.path(field).asText("missing")).as(field).isEmpty();
    }
    assertThat(version.has("tags")).isFalse();
    assertThat(version.has("aliases")).isFalse();
  }

  @Test
  void countsOnAfterDeletions() {
    String name = calls.aModel();
    assertThat(calls.aVersion(name)).isEqualTo("1");
    assertThat(calls.aVersion(name)).isEqualTo("2");
    assertDone(calls.deleteVersion(name, "2"));
    assertThat(calls.aVersion(name)).isEqualTo("3");
    assertDone(calls.deleteVersion(name, "1"));
    assertDone(calls.deleteVersion(name, "3"));
    assertThat(calls.aVersion(name)).isEqualTo("4");
  }

  @Test
  void aRefusedVersionTakesNoNumber() {
    String name = calls.aModel();
    assertInvalid(create(name, "source", "/etc/passwd"));
    assertThat(calls.aVersion(name)).isEqualTo("1");
  }

  @Test
  void refusesAVersionOfAModelThatIsNotThere() {
    assertUnknown(create(aName(), "source", "s3://bucket/a"));
  }

  @Test
  void refusesWhatIsTooLong() {
    String name = calls.aModel();
    assertInvalid(create(name, "source", "s3://b/" + "x".repeat(2_042)));
    assertInvalid(create(name, "source", "s3://b/x", "run_id", "r".repeat(257)));
    assertInvalid(create(name, "source", "s3://b/x", "run_link", "l".repeat(2_049)));
    assertInvalid(create(name, "source", "s3://b/x", "description", "d".repeat(100_001)));
    assertInvalid(create(name, "source", "s3://b/x", "model_id", "m-" + "0".repeat(300)));
    assertInvalid(create(name, "source", "s3://b/x", "tags", List.of(pair("a!b", "v"))));
    done(create(name, "source", "s3://b/" + "x".repeat(2_041), "run_id", "r".repeat(256)));
  }

  @Test
  void keepsMoreThanTheIndexesHold() {
    String name = calls.aModel();
    String long100k = "é".repeat(100_000);
    calls.aVersion(name, "description", long100k, "tags", List.of(pair("k", long100k)));
    assertThat(calls.version(name, "1").path("description").asText()).isEqualTo(long100k);
    assertThat(calls.version(name, "1").at("/tags/0/value").asText()).isEqualTo(long100k);
  }

  // Numbers

  /** Every call that takes a version, with one that it names so. */
  private static Stream<Reply> toAll(String name, Object version) {
    return Stream.of(
        calls.post(
            "model-versions/transition-stage", "name", name, "version", version, "stage", "None"),
        calls.patch("model-versions/update", "name", name, "version", version),
        calls.post(
            "model-versions/set-tag", "name", name, "version", version, "key", "k", "value", ""),
        calls.delete("model-versions/delete-tag", "name", name, "version", version, "key", "k"),
        calls.post("registered-models/alias", "name", name, "alias", "a", "version", version),
        calls.delete("model-versions/delete", "name", name, "version", version));
  }

  private static Stream<Reply> toAllThatRead(String name, String version) {
    return Stream.of(
        calls.get("model-versions/get", "name", name, "version", version),
        calls.get("model-versions/get-download-uri", "name", name, "version", version));
  }

  @Test
  void readsNumbersWithZerosBeforeThem() {
    String name = calls.aModel();
    calls.aVersion(name);
    assertThat(toAllThatRead(name, "01")).allSatisfy(RegistryCalls::done);
    assertThat(toAll(name, "0000000000000001")).allSatisfy(RegistryCalls::done);
    assertUnknown(calls.get("model-versions/get", "name", name, "version", "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "1.0", " 1", "+1", "1e0", "٣", "--1", "-", "1; DROP", "latest"})
  void refusesWhatIsNoWholeNumber(String version) {
    String name = calls.aModel();
    calls.aVersion(name);
    assertThat(toAll(name, version)).allSatisfy(Replies::assertInvalid);
    assertThat(toAllThatRead(name, version)).allSatisfy(Replies::assertInvalid);
    assertThat(calls.stage(name, "1")).isEqualTo("None");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "2", "2147483647", "2147483648", "4294967297", "18446744073709551617"})
  void knowsNoNumberThatWasNotGiven(String version) {
    String name = calls.aModel();
    calls.aVersion(name);
    assertThat(toAll(name, version)).allSatisfy(Replies::assertUnknown);
    assertThat(toAllThatRead(name, version)).allSatisfy(Replies::assertUnknown);
  }

  @Test
  void refusesANumberThatIsNotWrittenAsText() {
    String name = calls.aModel();
    calls.aVersion(name);
    assertThat(toAll(name, 1)).allSatisfy(Replies::assertInvalid);
  }

  // Changing

  @Test
  void takesTheDescriptionAwayWhenAnUpdateBringsNone() {
    String name = calls.aModel();
    calls.aVersion(name, "description", "before");
    JsonNode updated =
        done(calls.patch(
                "model-versions/update", "name", name, "version", "1", "description", "after"))
            .path("model_version");
    assertThat(updated.path("description").asText()).isEqualTo("after");
    assertThat(updated).isEqualTo(calls.version(name, "1"));
    done(calls.patch("model-versions/update", "name", name, "version", "1"));
    assertThat(calls.version(name, "1").has("description")).isFalse();
  }

  @Test
  void setsAndDeletesTags() {
    String name = calls.aModel();
    calls.aVersion(name, "tags", List.of(pair("stays", "s")));
    calls.aVersion(name);
    for (String value : List.of("1", "2")) {
      assertDone(
          calls.post(
              "model-versions/set-tag", "name", name, "version", "1", "key", "k", "value", value));
    }
    assertThat(calls.version(name, "1").path("tags"))
        .containsExactly(pair("k", "2"), pair("stays", "s"));
    for (int i = 0; i < 2; i++) {
      assertDone(
          calls.delete("model-versions/delete-tag", "name", name, "version", "1", "key", "k"));
    }
    assertThat(calls.version(name, "1").path("tags")).containsExactly(pair("stays", "s"));
    assertThat(calls.version(name, "2").has("tags")).isFalse();
  }

  // Deleting

  @Test
  void deletesAVersionWithItsAliasesAndTags() {
    String name = calls.aModel();
    calls.aVersion(name, "tags", List.of(pair("k", "v")));
    calls.aVersion(name);
    calls.promote(name, "2");
    done(calls.setAlias(name, "champion", "2"));
    done(calls.setAlias(name, "other", "1"));
    assertDone(calls.deleteVersion(name, "2"));
    assertUnknown(calls.deleteVersion(name, "2"));
    assertUnknown(calls.get("model-versions/get", "name", name, "version", "2"));
    assertInvalid(calls.byAlias(name, "champion"));
    JsonNode model = calls.model(name);
    assertThat(Json.texts(model.path("latest_versions"), "version")).containsExactly("1");
    assertThat(Json.texts(model.path("aliases"), "alias")).containsExactly("other");
  }

  // Where the files lie

  @Test
  void tellsWhereTheFilesLie() {
    String name = calls.aModel();
    calls.aVersion(name, "source", "s3://bucket/there");
    assertThat(done(calls.get("model-versions/get-download-uri", "name", name, "version", "1")))
        .isEqualTo(Json.object("artifact_uri", "s3://bucket/there"));
  }

  static Stream<String> missing() {
    return Stream.of("name", "version");
  }

  @ParameterizedTest
  @MethodSource("missing")
  void refusesCallsThatLackAName(String field) {
    String name = calls.aModel();
    calls.aVersion(name);
    String other = field.equals("name") ? "version" : "name";
    String value = field.equals("name") ? "1" : name;
    assertInvalid(calls.get("model-versions/get", other, value));
    assertInvalid(calls.delete("model-versions/delete", other, value));
    assertInvalid(calls.patch("model-versions/update", other, value));
    assertInvalid(calls.post("model-versions/transition-stage", other, value, "stage", "None"));
  }
}
