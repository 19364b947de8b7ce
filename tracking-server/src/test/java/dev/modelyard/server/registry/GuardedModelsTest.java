package dev.modelyard.server.registry;

import static dev.modelyard.server.registry.RegistryCalls.aName;
import static dev.modelyard.server.registry.RegistryCalls.assertConflict;
import static dev.modelyard.server.registry.RegistryCalls.done;
import static dev.modelyard.server.registry.RegistryCalls.part;
import static dev.modelyard.server.testing.Replies.assertDone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What guarded models do otherwise than MLflow's. */
class GuardedModelsTest {
  @RegisterExtension
  static final TestServer server =
      new TestServer(Map.of("MODELYARD_DEFAULT_MODEL_MODE", "guarded"));

  private static RegistryCalls calls;

  @BeforeAll
  static void connect() {
    calls = new RegistryCalls(server.client());
  }

  /** With versions 1, 2 and 3, of which 1 is in Production. */
  private static String inProduction() {
    String name = calls.aGuardedModel();
    for (int i = 0; i < 3; i++) {
      calls.aVersion(name);
    }
    calls.promote(name, "1");
    return name;
  }

  private static List<String> production(String name) {
    return Json.texts(
        done(calls.post(
                "registered-models/get-latest-versions",
                "name",
                name,
                "stages",
                List.of("Production")))
            .path("model_versions"),
        "version");
  }

  private static Reply setMode(String name, String mode) {
    return calls.own("PATCH", "models/" + part(name), "mode", mode, "reason", "because");
  }

  @Test
  void theSettingDecidesForThoseWhoNameNoMode() {
    String byMlflow = calls.aModel();
    assertThat(done(calls.own("GET", "models/" + part(byMlflow))).path("mode").asText())
        .isEqualTo("guarded");
    String open = aName();
    assertThat(
            calls.own("POST", "models", "name", open, "mode", "open").json().path("mode").asText())
        .isEqualTo("open");
    calls.aVersion(open);
    calls.aVersion(open);
    calls.promote(open, "1");
    calls.promote(open, "2");
    assertThat(calls.stage(open, "1")).isEqualTo("Production");
  }

  @Test
  void aPromotionArchivesTheOneBeforeAlsoUnasked() {
    String name = inProduction();
    JsonNode moved = done(calls.move(name, "2", "Production"));
    assertThat(moved.path("archived").toString()).isEqualTo("[\"1\"]");
    assertThat(calls.stage(name, "1")).isEqualTo("Archived");
    done(calls.transition(name, "3", "Production", "archive_existing_versions", false));
    assertThat(calls.stage(name, "2")).isEqualTo("Archived");
    assertThat(production(name)).containsExactly("3");
    done(calls.transition(name, "3", "Production"));
    assertThat(production(name)).containsExactly("3");
  }

  @Test
  void otherStagesAreSharedAsOnMlflow() {
    String name = inProduction();
    done(calls.transition(name, "2", "Staging"));
    done(calls.transition(name, "3", "Staging"));
    assertThat(calls.stage(name, "2")).isEqualTo("Staging");
    done(calls.transition(name, "3", "Staging", "archive_existing_versions", true));
    assertThat(calls.stage(name, "2")).isEqualTo("Archived");
    assertThat(production(name)).containsExactly("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"None", "Staging", "Archived"})
  void aVersionLeavesProductionOnlyForAnother(String stage) {
    String name = inProduction();
    assertConflict(calls.transition(name, "1", stage), "promote another version");
    assertConflict(calls.move(name, "1", stage, "expected_production", "1"));
    assertThat(production(name)).containsExactly("1");
  }

  @Test
  void whatIsInProductionIsNotDeleted() {
    String name = inProduction();
    assertConflict(calls.deleteVersion(name, "1"), "Production", "promote another");
    assertConflict(calls.delete("registered-models/delete", "name", name), "version 1", "'open'");
    assertConflict(
        calls.post("registered-models/rename", "name", name, "new_name", aName()),
        "renamed",
        "'open'");
    assertThat(production(name)).containsExactly("1");
    assertDone(calls.deleteVersion(name, "2"));
    calls.promote(name, "3");
    assertDone(calls.deleteVersion(name, "1"));
  }

  @Test
  void aRenameOntoItselfTakesNothingAway() {
    String name = inProduction();
    done(calls.post("registered-models/rename", "name", name, "new_name", name));
  }

  @Test
  void withoutProductionItIsRenamedAndDeletedAsOnMlflow() {
    String name = calls.aGuardedModel();
    calls.aVersion(name);
    done(calls.transition(name, "1", "Staging"));
    String newName = aName();
    done(calls.post("registered-models/rename", "name", name, "new_name", newName));
    assertDone(calls.delete("registered-models/delete", "name", newName));
  }

  // Aliases

  @Test
  void aProtectedAliasMovesButIsNotTakenAway() {
    String name = calls.aGuardedModel();
    calls.aVersion(name);
    calls.aVersion(name);
    assertDone(calls.setAlias(name, "champion", "1"));
    assertConflict(
        calls.delete("registered-models/alias", "name", name, "alias", "champion"), "champion");
    assertConflict(calls.deleteVersion(name, "1"), "champion", "version 1");
    assertConflict(calls.delete("registered-models/delete", "name", name), "champion");
    assertDone(calls.setAlias(name, "champion", "2"));
    assertDone(calls.deleteVersion(name, "1"));
    assertThat(done(calls.byAlias(name, "champion")).at("/model_version/version").asText())
        .isEqualTo("2");
    assertDone(calls.setAlias(name, "challenger", "2"));
    assertDone(calls.delete("registered-models/alias", "name", name, "alias", "challenger"));
  }

  @Test
  void aModelWithAProtectedAliasInUseIsNotRenamed() {
    String name = calls.aGuardedModel();
    calls.aVersion(name);
    assertDone(calls.setAlias(name, "champion", "1"));
    assertConflict(
        calls.post("registered-models/rename", "name", name, "new_name", aName()), "champion");
  }

  @Test
  void protectsTheAliasesThatItsSettingsName() {
    String name = calls.aGuardedModel();
    calls.aVersion(name);
    for (String alias : List.of("champion", "live")) {
      assertDone(calls.setAlias(name, alias, "1"));
    }
    done(calls.own("PATCH", "models/" + part(name), "protected_aliases", List.of("live")));
    assertDone(calls.delete("registered-models/alias", "name", name, "alias", "champion"));
    assertConflict(calls.delete("registered-models/alias", "name", name, "alias", "live"), "live");
    done(calls.own("PATCH", "models/" + part(name), "protected_aliases", List.of()));
    assertDone(calls.delete("registered-models/alias", "name", name, "alias", "live"));
  }

  // Modes

  @Test
  void becomesGuardedOnlyWithAtMostOneInProduction() {
    String name = aName();
    calls.own("POST", "models", "name", name, "mode", "open");
    for (String version : List.of("1", "2")) {
      calls.aVersion(name);
      calls.promote(name, version);
    }
    assertConflict(setMode(name, "guarded"), "1, 2");
    assertThat(done(calls.own("GET", "models/" + part(name))).path("mode").asText())
        .isEqualTo("open");
    done(calls.transition(name, "1", "Archived"));
    assertThat(done(setMode(name, "guarded")).path("mode").asText()).isEqualTo("guarded");
    assertConflict(calls.transition(name, "2", "Archived"));
  }

  @Test
  void openedItFollowsMlflowsRules() {
    String name = inProduction();
    assertDone(calls.setAlias(name, "champion", "1"));
    done(setMode(name, "open"));
    done(calls.transition(name, "2", "Production"));
    assertThat(calls.stage(name, "1")).isEqualTo("Production");
    assertDone(calls.delete("registered-models/alias", "name", name, "alias", "champion"));
    assertDone(calls.deleteVersion(name, "1"));
    String newName = aName();
    done(calls.post("registered-models/rename", "name", name, "new_name", newName));
    assertDone(calls.delete("registered-models/delete", "name", newName));
  }

  @Test
  void versionsMadeLaterAreGuardedAsWell() {
    String name = aName();
    calls.own("POST", "models", "name", name, "mode", "open");
    calls.aVersion(name);
    done(setMode(name, "guarded"));
    calls.aVersion(name);
    calls.promote(name, "1");
    calls.promote(name, "2");
    assertThat(production(name)).containsExactly("2");
    assertThat(calls.stage(name, "1")).isEqualTo("Archived");
  }

  // Rollback

  @Test
  void rollsBackAsItPromotes() {
    String name = inProduction();
    calls.promote(name, "2");
    JsonNode back = done(calls.rollBack(name, "expected_production", "2", "reason", "worse"));
    assertThat(back.at("/model_version/version").asText()).isEqualTo("1");
    assertThat(back.path("archived").toString()).isEqualTo("[\"2\"]");
    assertThat(production(name)).containsExactly("1");
    assertConflict(calls.rollBack(name));
    assertDone(calls.deleteVersion(name, "2"));
    assertConflict(calls.rollBack(name));
    assertThat(production(name)).containsExactly("1");
  }

  @Test
  void whoeverExpectsAnotherVersionInProductionIsRefused() {
    String name = inProduction();
    assertConflict(
        calls.move(name, "3", "Production", "expected_production", "2"),
        "Version 1",
        "'anonymous'");
    assertConflict(calls.move(name, "3", "Production", "expected_production", ""), "not none");
    done(calls.move(name, "3", "Production", "expected_production", "1"));
    String empty = calls.aGuardedModel();
    calls.aVersion(empty);
    assertConflict(calls.move(empty, "1", "Production", "expected_production", "1"), "No version");
    done(calls.move(empty, "1", "Production", "expected_production", ""));
  }

  /** Whatever a program does, the database does not give in. */
  @Test
  void theDatabaseItselfKeepsASecondOneOut() {
    String name = inProduction();
    TestSql sql = new TestSql(server.database());
    assertThatThrownBy(
            () ->
                sql.execute(
                    "UPDATE model_version SET stage = 'Production' WHERE version = 2 AND model_id ="
                        + " (SELECT model_id FROM registered_model WHERE name = '"
                        + name
                        + "')"))
        .hasStackTraceContaining("model_version_one_production");
  }
}
