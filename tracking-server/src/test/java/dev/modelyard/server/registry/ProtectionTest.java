package dev.modelyard.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.artifacts.FileCalls;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What versions of guarded models in use keep from being deleted or overwritten. */
class ProtectionTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String OWN = "/api/modelyard/1.0/";

  private static int models;

  private final Client client = server.client();
  private final FileCalls files = new FileCalls(server);
  private final String name = "guarded " + ++models;

  @BeforeEach
  void createAGuardedModel() {
    assertThat(own("POST", "models", "name", name, "mode", "guarded").status()).isEqualTo(201);
  }

  private Reply own(String method, String path, @Nullable Object... fields) {
    return client.send(client.request(OWN + path, method, Json.text(fields)));
  }

  private Reply post(String call, @Nullable Object... fields) {
    return client.post(call, Json.text(fields));
  }

  private String encoded() {
    return name.replace(" ", "%20");
  }

  /** A version made of a folder of a run that has a file there, and its run. */
  private String aRunWithModel(String folder) {
    String run = client.run("0");
    assertThat(files.put(FileCalls.ofRun(run, folder + "/MLmodel"), "one").statusCode())
        .isEqualTo(200);
    return run;
  }

  private void version(String run, String folder) {
    Reply reply =
        post(
            "model-versions/create",
            "name",
            name,
            "run_id",
            run,
            "source",
            "mlflow-artifacts:/0/" + run + "/artifacts/" + folder);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  private void promote(int version) {
    Reply reply =
        own(
            "POST",
            "models/" + encoded() + "/versions/" + version + "/transitions",
            "stage",
            "Production");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  private static void assertConflict(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(409);
    assertThat(reply.errorCode()).isEqualTo("RESOURCE_CONFLICT");
  }

  @Test
  void filesOfAVersionInProductionCanNeitherBeChangedNorDeletedNorJoined() {
    String run = aRunWithModel("model");
    version(run, "model");
    promote(1);
    String file = FileCalls.ofRun(run, "model/MLmodel");
    assertThat(files.put(file, "two").statusCode()).isEqualTo(409);
    assertThat(files.put(FileCalls.ofRun(run, "model/new/file"), "two").statusCode())
        .isEqualTo(409);
    assertConflict(files.delete(file));
    assertConflict(files.delete(FileCalls.ofRun(run, "model")));
    assertThat(files.text(file)).isEqualTo("one");
  }

  @Test
  void otherFilesOfTheRunAreFree() {
    String run = aRunWithModel("model");
    version(run, "model");
    promote(1);
    String file = FileCalls.ofRun(run, "models.txt");
    assertThat(files.put(file, "one").statusCode()).isEqualTo(200);
    assertThat(files.put(file, "two").statusCode()).isEqualTo(200);
    assertThat(files.delete(file).status()).isEqualTo(200);
  }

  @Test
  void aFolderThatHoldsTheModelCannotBeDeleted() {
    String run = aRunWithModel("best/model");
    version(run, "best/model");
    promote(1);
    assertConflict(files.delete(FileCalls.ofRun(run, "best")));
  }

  @Test
  void theRunAndItsExperimentStay() {
    String experiment = client.experiment("of " + name);
    String run = client.run(experiment);
    String place = experiment + "/" + run + "/artifacts/model";
    files.put(place + "/MLmodel", "one");
    post(
        "model-versions/create",
        "name",
        name,
        "run_id",
        run,
        "source",
        "mlflow-artifacts:/" + place);
    promote(1);
    assertConflict(post("runs/delete", "run_id", run));
    assertConflict(post("experiments/delete", "experiment_id", experiment));
    assertThat(client.getRun(run).at("/info/lifecycle_stage").asText()).isEqualTo("active");
  }

  @Test
  void theLoggedModelStaysWithAllItsFiles() {
    String model =
        post("logged-models", "experiment_id", "0", "name", "m")
            .json()
            .at("/model/info/model_id")
            .asText();
    String file = "0/models/" + model + "/artifacts/MLmodel";
    files.put(file, "one");
    Reply made =
        post(
            "model-versions/create", "name", name, "source", "models:/" + model, "model_id", model);
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    promote(1);
    assertThat(files.put(file, "two").statusCode()).isEqualTo(409);
    assertConflict(
        client.send(client.request("/api/2.0/mlflow/logged-models/" + model, "DELETE", "")));
    assertThat(files.text(file)).isEqualTo("one");
  }

  @Test
  void whatIsReplacedInProductionIsFreeAgain() {
    String first = aRunWithModel("model");
    String second = aRunWithModel("model");
    version(first, "model");
    version(second, "model");
    promote(1);
    promote(2);
    assertThat(files.put(FileCalls.ofRun(first, "model/MLmodel"), "two").statusCode())
        .isEqualTo(200);
    assertThat(post("runs/delete", "run_id", first).status()).isEqualTo(200);
    assertConflict(post("runs/delete", "run_id", second));
  }

  @Test
  void whatTwoModelsHoldIsFreeWhenBothLetGo() {
    String run = aRunWithModel("model");
    String other = name + " too";
    own("POST", "models", "name", other, "mode", "guarded");
    version(run, "model");
    post(
        "model-versions/create",
        "name",
        other,
        "run_id",
        run,
        "source",
        "mlflow-artifacts:/0/" + run + "/artifacts/model");
    promote(1);
    own(
        "POST",
        "models/" + other.replace(" ", "%20") + "/versions/1/transitions",
        "stage",
        "Production");
    own("PATCH", "models/" + encoded(), "mode", "open");
    assertConflict(post("runs/delete", "run_id", run));
    own("PATCH", "models/" + other.replace(" ", "%20"), "mode", "open");
    assertThat(post("runs/delete", "run_id", run).status()).isEqualTo(200);
  }

  @Test
  void aProtectedAliasHoldsWhatItPointsTo() {
    String first = aRunWithModel("model");
    String second = aRunWithModel("model");
    version(first, "model");
    version(second, "model");
    post("registered-models/alias", "name", name, "alias", "champion", "version", "1");
    assertConflict(post("runs/delete", "run_id", first));
    post("registered-models/alias", "name", name, "alias", "champion", "version", "2");
    assertThat(post("runs/delete", "run_id", first).status()).isEqualTo(200);
    assertConflict(post("runs/delete", "run_id", second));
    own("PATCH", "models/" + encoded(), "protected_aliases", List.of());
    assertThat(post("runs/delete", "run_id", second).status()).isEqualTo(200);
  }

  @Test
  void anOpenModelHoldsNothing() {
    own("PATCH", "models/" + encoded(), "mode", "open");
    String run = aRunWithModel("model");
    version(run, "model");
    promote(1);
    assertThat(files.put(FileCalls.ofRun(run, "model/MLmodel"), "two").statusCode()).isEqualTo(200);
    assertThat(post("runs/delete", "run_id", run).status()).isEqualTo(200);
  }
}
