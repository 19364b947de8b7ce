package dev.modelyard.server.loggedmodels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.experiments.ArtifactRoot;
import dev.modelyard.server.experiments.Experiments;
import dev.modelyard.server.experiments.Held;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.runs.Runs;
import dev.modelyard.server.runs.settle.Settler;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.time.InstantSource;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What runs and logged models tell those who keep their files. */
class ArtifactOwnersTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final UUID UNKNOWN = new UUID(1, 2);

  private static Client client;
  private static Given given;
  private static Database database;
  private static Runs runs;
  private static LoggedModels models;
  private static TestSql sql;

  @BeforeAll
  static void connect() {
    client = server.client();
    given = new Given(client);
    sql = new TestSql(server.database());
    database = Database.open(server.database(), 2, false, new Measures().database());
    InstantSource clock = InstantSource.system();
    Experiments experiments = new Experiments(database, clock);
    runs =
        new Runs(
            database,
            experiments,
            new Settler(database, new Measures().job("settler"), clock),
            new RunIds(clock),
            clock);
    models = new LoggedModels(database, experiments, clock);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static UUID runId(String wire) {
    return RunIds.parse(wire).orElseThrow();
  }

  private static UUID modelId(String wire) {
    return LoggedModelIds.parse(wire).orElseThrow();
  }

  private static boolean isActive(UUID run) {
    return database.<Held>transaction(handle -> runs.holdActive(handle, run)).isActive();
  }

  private static boolean isActiveModel(UUID model) {
    return database.<Held>transaction(handle -> models.holdActive(handle, model)).isActive();
  }

  private static ArtifactRoot root(String experiment, String uri, boolean writable) {
    return new ArtifactRoot(Long.parseLong(experiment), uri, writable);
  }

  private static void change(String call, String field, String id) {
    assertThat(given.post(call, field, id).status()).isEqualTo(200);
  }

  @Test
  void anUnknownOwnerHasNoFiles() {
    assertThat(runs.artifactRoot(UNKNOWN)).isEmpty();
    assertThat(models.artifactRoot(UNKNOWN)).isEmpty();
    assertThat(isActive(UNKNOWN)).isFalse();
    assertThat(isActiveModel(UNKNOWN)).isFalse();
  }

  @Test
  void aRunTakesFilesUntilItOrItsExperimentIsDeleted() {
    String experiment = client.experiment("of runs");
    String wire = client.run(experiment);
    UUID run = runId(wire);
    String uri = "mlflow-artifacts:/" + experiment + "/" + wire + "/artifacts";
    assertThat(runs.artifactRoot(run)).contains(root(experiment, uri, true));
    assertThat(isActive(run)).isTrue();
    change("runs/delete", "run_id", wire);
    assertThat(runs.artifactRoot(run)).contains(root(experiment, uri, false));
    assertThat(isActive(run)).isFalse();
    change("runs/restore", "run_id", wire);
    assertThat(isActive(run)).isTrue();
    change("experiments/delete", "experiment_id", experiment);
    assertThat(runs.artifactRoot(run)).contains(root(experiment, uri, false));
    assertThat(isActive(run)).isFalse();
    change("runs/restore", "run_id", wire);
    assertThat(isActive(run)).isTrue();
  }

  @Test
  void aModelTakesFilesUntilItIsDeletedWhateverBecomesOfItsExperiment() {
    String experiment = client.experiment("of models");
    String wire = given.aModel("experiment_id", experiment);
    UUID model = modelId(wire);
    String uri = "mlflow-artifacts:/" + experiment + "/models/" + wire + "/artifacts";
    change("experiments/delete", "experiment_id", experiment);
    assertThat(models.artifactRoot(model)).contains(root(experiment, uri, true));
    assertThat(isActiveModel(model)).isTrue();
    sql.execute("UPDATE logged_model SET deleted = true WHERE model_id = '" + model + "'");
    assertThat(models.artifactRoot(model)).contains(root(experiment, uri, false));
    assertThat(isActiveModel(model)).isFalse();
  }

  @Test
  void whoHoldsAnOwnerKeepsOthersFromDeletingIt() {
    UUID run = runId(client.run("0"));
    UUID model = modelId(given.aModel());
    database.transaction(
        (Handle handle) -> {
          assertThat(runs.holdActive(handle, run)).isEqualTo(Held.FREE);
          assertThat(models.holdActive(handle, model)).isEqualTo(Held.FREE);
          assertThat(isLocked("run", "run_id", run)).isTrue();
          assertThat(isLocked("logged_model", "model_id", model)).isTrue();
          return true;
        });
    assertThat(isLocked("run", "run_id", run)).isFalse();
    assertThat(isLocked("logged_model", "model_id", model)).isFalse();
  }

  private static boolean isLocked(String table, String column, UUID id) {
    String update =
        "SELECT 1 FROM %s WHERE %s = '%s' FOR NO KEY UPDATE NOWAIT".formatted(table, column, id);
    try {
      sql.number(update);
      return false;
    } catch (IllegalStateException refused) {
      assertThatThrownBy(() -> sql.number(update)).hasMessageContaining("could not obtain lock");
      return true;
    }
  }
}
