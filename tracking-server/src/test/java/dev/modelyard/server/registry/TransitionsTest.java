package dev.modelyard.server.registry;

import static dev.modelyard.server.registry.RegistryCalls.assertConflict;
import static dev.modelyard.server.registry.RegistryCalls.done;
import static dev.modelyard.server.registry.RegistryCalls.part;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How versions of open models move: as on MLflow, and by our own calls. */
class TransitionsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static RegistryCalls calls;

  @BeforeAll
  static void connect() {
    calls = new RegistryCalls(server.client());
  }

  private static String withVersions(int count) {
    String name = calls.aModel();
    for (int i = 0; i < count; i++) {
      calls.aVersion(name);
    }
    return name;
  }

  /** The stages of versions 1, 2 … */
  private static List<String> stages(String name, int count) {
    List<String> stages = new ArrayList<>();
    for (int version = 1; version <= count; version++) {
      stages.add(calls.stage(name, Integer.toString(version)));
    }
    return stages;
  }

  @ParameterizedTest
  @CsvSource({
    "Production, Production",
    "production, Production",
    "PRODUCTION, Production",
    "sTaGiNg, Staging",
    "none, None",
    "archived, Archived"
  })
  void takesStagesInAnyCase(String given, String stage) {
    String name = withVersions(1);
    JsonNode moved = done(calls.transition(name, "1", given)).path("model_version");
    assertThat(moved.path("current_stage").asText()).isEqualTo(stage);
    assertThat(moved).isEqualTo(calls.version(name, "1"));
    assertThat(done(calls.move(name, "1", given)).at("/model_version/current_stage").asText())
        .isEqualTo(stage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Prod", "", " Production", "Produktion", "ſtaging", "0", "null"})
  void refusesStagesThatThereAreNot(String stage) {
    String name = withVersions(1);
    assertInvalid(calls.transition(name, "1", stage));
    assertInvalid(calls.move(name, "1", stage));
    assertThat(calls.stage(name, "1")).isEqualTo("None");
  }

  @Test
  void letsSeveralVersionsShareAStage() {
    String name = withVersions(3);
    done(calls.transition(name, "1", "Production"));
    done(calls.transition(name, "2", "Production", "archive_existing_versions", false));
    assertThat(stages(name, 3)).containsExactly("Production", "Production", "None");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Staging", "Production"})
  void archivesTheOthersWhenAsked(String stage) {
    String name = withVersions(4);
    done(calls.transition(name, "1", stage));
    done(calls.transition(name, "2", stage));
    done(calls.transition(name, "3", stage.equals("Staging") ? "Production" : "Staging"));
    JsonNode moved =
        done(calls.transition(name, "4", stage, "archive_existing_versions", true))
            .path("model_version");
    assertThat(stages(name, 2)).containsExactly("Archived", "Archived");
    assertThat(calls.stage(name, "3")).isNotEqualTo("Archived");
    assertThat(calls.stage(name, "4")).isEqualTo(stage);
    assertThat(calls.version(name, "1").path("last_updated_timestamp"))
        .isEqualTo(moved.path("last_updated_timestamp"));
    done(calls.transition(name, "4", stage, "archive_existing_versions", true));
    assertThat(calls.stage(name, "4")).isEqualTo(stage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"None", "Archived", "none"})
  void refusesToArchiveForAStageThatIsNotInUse(String stage) {
    String name = withVersions(1);
    assertInvalid(calls.transition(name, "1", stage, "archive_existing_versions", true));
    assertInvalid(calls.move(name, "1", stage, "archive_existing_versions", true));
    done(calls.transition(name, "1", stage, "archive_existing_versions", false));
  }

  @Test
  void refusesWhatIsMissingOrOfAnotherType() {
    String name = withVersions(1);
    assertInvalid(calls.post("model-versions/transition-stage", "name", name, "version", "1"));
    assertInvalid(calls.transition(name, "1", "Staging", "archive_existing_versions", "yes"));
    assertInvalid(calls.move(name, "1", "Staging", "expected_production", 1));
    assertInvalid(calls.move(name, "1", "Staging", "expected_production", "one"));
    assertInvalid(calls.move(name, "1", "Staging", "reason", "r".repeat(10_001)));
    assertUnknown(calls.transition(name, "2", "Staging"));
    assertUnknown(calls.move(name, "2", "Staging"));
    assertUnknown(calls.move("nobody", "1", "Staging"));
    assertThat(calls.stage(name, "1")).isEqualTo("None");
  }

  // Our own calls

  @Test
  void tellsWhichVersionsMadeRoom() {
    String name = withVersions(3);
    calls.promote(name, "1");
    calls.promote(name, "2");
    Reply reply =
        calls.move(name, "3", "Production", "archive_existing_versions", true, "reason", "better");
    assertThat(done(reply).path("archived").toString()).isEqualTo("[\"1\",\"2\"]");
    assertThat(reply.json().path("model_version")).isEqualTo(calls.version(name, "3"));
  }

  @Test
  void movesOnlyWhileTheExpectedVersionIsInProduction() {
    String name = withVersions(3);
    assertConflict(
        calls.move(name, "1", "Production", "expected_production", "2"),
        "No version is in Production",
        "not version 2");
    done(calls.move(name, "1", "Production", "expected_production", ""));
    assertConflict(
        calls.move(name, "2", "Production", "expected_production", ""),
        "Version 1 is in Production",
        "not none",
        "'anonymous' changed it at 2");
    assertConflict(
        calls.move(name, "2", "Production", "expected_production", "3"), "Version 1", "version 3");
    assertThat(stages(name, 3)).containsExactly("Production", "None", "None");
    done(calls.move(name, "2", "Production", "expected_production", "01"));
    assertConflict(calls.move(name, "3", "Staging", "expected_production", "1"), "Version 1, 2 is");
    assertThat(stages(name, 3)).containsExactly("Production", "Production", "None");
  }

  @Test
  void takesSeveralExpectedVersionsInAnyOrder() {
    String name = withVersions(3);
    calls.promote(name, "1");
    calls.promote(name, "2");
    assertConflict(
        calls.move(name, "3", "Production", "expected_production", "2,3"),
        "Version 1, 2 is",
        "not version 2, 3");
    assertInvalid(calls.move(name, "3", "Production", "expected_production", "1,"));
    done(calls.move(name, "3", "Production", "expected_production", "2,1"));
  }

  @Test
  void movesAliasesInTheSameStepOrNotAtAll() {
    String name = withVersions(2);
    done(calls.setAlias(name, "champion", "1"));
    JsonNode moved =
        done(calls.move(name, "2", "Production", "aliases", List.of("champion", "night")));
    assertThat(moved.at("/model_version/aliases").toString()).isEqualTo("[\"champion\",\"night\"]");
    assertConflict(
        calls.move(
            name, "1", "Production", "aliases", List.of("champion"), "expected_production", "1"));
    assertInvalid(calls.move(name, "1", "Production", "aliases", List.of("latest")));
    assertInvalid(calls.rollBack(name, "aliases", List.of("v1")));
    assertThat(calls.version(name, "2").path("aliases")).hasSize(2);
    assertThat(calls.stage(name, "1")).isEqualTo("None");
  }

  @Test
  void rollsBackWithAliases() {
    String name = withVersions(2);
    calls.promote(name, "1");
    done(calls.move(name, "2", "Production", "aliases", List.of("champion")));
    done(calls.transition(name, "1", "Archived"));
    done(calls.rollBack(name, "aliases", List.of("champion"), "reason", "it burns"));
    assertThat(calls.version(name, "1").path("aliases").toString()).isEqualTo("[\"champion\"]");
    JsonNode event =
        done(calls.own("GET", "events?max_results=1&model=" + part(name))).at("/events/0");
    assertThat(event.path("action").asText()).isEqualTo("ALIAS_SET");
    assertThat(event.path("reason").asText()).isEqualTo("it burns");
  }

  @Test
  void tellsWhatARollbackWouldBringBack() {
    String name = withVersions(3);
    assertThat(previous(name).isMissingNode()).isTrue();
    calls.promote(name, "1");
    assertThat(previous(name).isMissingNode()).isTrue();
    done(calls.transition(name, "2", "Production", "archive_existing_versions", true));
    done(calls.transition(name, "3", "Production", "archive_existing_versions", true));
    assertThat(previous(name).asText()).isEqualTo("2");
    done(calls.rollBack(name));
    assertThat(calls.stage(name, "2")).isEqualTo("Production");
    assertThat(previous(name).asText()).isEqualTo("1");
  }

  private static JsonNode previous(String name) {
    return done(calls.own("GET", "models/" + part(name))).path("previous_production");
  }

  @Test
  void tellsWhoTookTheLastVersionOutOfProductionAlsoByDeletingIt() {
    String name = withVersions(2);
    assertThat(calls.move(name, "1", "Production", "expected_production", "2").message())
        .doesNotContain("changed it");
    calls.promote(name, "1");
    String promoted = lastEventTime(name);
    done(calls.deleteVersion(name, "1"));
    String deleted = lastEventTime(name);
    String message = calls.move(name, "2", "Production", "expected_production", "1").message();
    assertThat(message).contains("changed it at " + deleted);
    assertThat(promoted).isLessThanOrEqualTo(deleted);
  }

  private static String lastEventTime(String name) {
    JsonNode event =
        done(calls.own("GET", "events?max_results=1&model=" + part(name))).at("/events/0");
    return Instant.ofEpochMilli(event.path("time").asLong()).toString();
  }

  // Rollback

  @Test
  void rollsBackToWhatWasInProductionBefore() {
    String name = withVersions(2);
    assertConflict(calls.rollBack(name));
    calls.promote(name, "1");
    assertConflict(calls.rollBack(name));
    done(calls.transition(name, "2", "Production", "archive_existing_versions", true));
    JsonNode back = done(calls.rollBack(name, "reason", "it burns"));
    assertThat(back.at("/model_version/version").asText()).isEqualTo("1");
    assertThat(back.path("archived").toString()).isEqualTo("[\"2\"]");
    assertThat(stages(name, 2)).containsExactly("Production", "Archived");
  }

  @Test
  void rollingBackAgainGoesFurtherBackAndNeverForth() {
    String name = withVersions(4);
    for (String version : List.of("1", "2", "1", "3")) {
      done(calls.transition(name, version, "Production", "archive_existing_versions", true));
    }
    done(calls.rollBack(name));
    assertThat(calls.stage(name, "1")).isEqualTo("Production");
    done(calls.rollBack(name));
    assertThat(calls.stage(name, "2")).isEqualTo("Production");
    done(calls.transition(name, "4", "Production", "archive_existing_versions", true));
    done(calls.rollBack(name));
    assertThat(calls.stage(name, "2")).isEqualTo("Production");
    done(calls.rollBack(name));
    assertThat(calls.stage(name, "1")).isEqualTo("Production");
    assertConflict(calls.rollBack(name));
  }

  @Test
  void rollsBackPastVersionsThatAreNoMore() {
    String name = withVersions(4);
    for (String version : List.of("1", "2", "3", "4")) {
      done(calls.transition(name, version, "Production", "archive_existing_versions", true));
    }
    done(calls.deleteVersion(name, "3"));
    done(calls.rollBack(name));
    assertThat(calls.stage(name, "2")).isEqualTo("Production");
    done(calls.deleteVersion(name, "4"));
    done(calls.deleteVersion(name, "1"));
    assertConflict(calls.rollBack(name));
    assertThat(calls.stage(name, "2")).isEqualTo("Production");
  }

  @Test
  void rollsBackAlsoWhenNothingIsInProductionAnyMore() {
    String name = withVersions(1);
    calls.promote(name, "1");
    done(calls.transition(name, "1", "Archived"));
    done(calls.rollBack(name, "expected_production", ""));
    assertThat(calls.stage(name, "1")).isEqualTo("Production");
  }

  @Test
  void rollsBackOnlyWhileTheExpectedVersionIsInProduction() {
    String name = withVersions(2);
    calls.promote(name, "1");
    done(calls.transition(name, "2", "Production", "archive_existing_versions", true));
    assertConflict(calls.rollBack(name, "expected_production", "1"), "Version 2", "version 1");
    assertConflict(calls.rollBack(name, "expected_production", ""), "Version 2", "none");
    assertInvalid(calls.rollBack(name, "expected_production", "x"));
    assertThat(stages(name, 2)).containsExactly("Archived", "Production");
    done(calls.rollBack(name, "expected_production", "2"));
  }

  @Test
  void knowsNoModelOfAnotherTimeByTheSameName() {
    String name = withVersions(2);
    calls.promote(name, "1");
    done(calls.transition(name, "2", "Production", "archive_existing_versions", true));
    done(calls.delete("registered-models/delete", "name", name));
    calls.aModel("name", name);
    calls.aVersion(name);
    calls.aVersion(name);
    assertConflict(calls.rollBack(name));
    assertThat(Json.texts(calls.model(name).path("latest_versions"), "current_stage"))
        .containsExactly("None");
  }
}
