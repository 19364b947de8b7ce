package dev.modelyard.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mlflow.api.proto.ModelRegistry.ModelVersion;
import org.mlflow.api.proto.ModelRegistry.ModelVersionStatus;
import org.mlflow.api.proto.ModelRegistry.RegisteredModel;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.ActiveRun;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowContext;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.ModelVersionsPage;

/**
 * MLflow's own Java client, as it was released last. It reads the registry by methods; what it has
 * none for, its users send by {@code sendPost}, and so does this.
 */
class MlflowJavaClientTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static MlflowClient client;
  private static int names;

  private String model;

  @BeforeAll
  static void connect() {
    client = new MlflowClient("http://127.0.0.1:" + server.port());
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @BeforeEach
  void name() {
    model = "forest é " + names++;
  }

  private static void post(String path, Object... fields) {
    client.sendPost(path, Json.object(fields).toString());
  }

  private ModelVersion version(String version) {
    return client.getModelVersion(model, version);
  }

  /** Registers a model with versions from 1 on, all of one run. */
  private RunInfo registerVersions(int count) {
    RunInfo run = client.createRun();
    post("registered-models/create", "name", model, "description", "trees");
    for (int i = 0; i < count; i++) {
      String source = run.getArtifactUri() + "/model";
      post("model-versions/create", "name", model, "source", source, "run_id", run.getRunId());
    }
    return run;
  }

  private void transition(String version, String stage, boolean archive) {
    post(
        "model-versions/transition-stage",
        "name",
        model,
        "version",
        version,
        "stage",
        stage,
        "archive_existing_versions",
        archive);
  }

  private static List<String> versionsOf(List<ModelVersion> found) {
    return found.stream().map(ModelVersion::getVersion).sorted().toList();
  }

  private static List<String> runsIn(String experiment, String filter) {
    return client
        .searchRuns(List.of(experiment), filter, ViewType.ACTIVE_ONLY, 10)
        .getItems()
        .stream()
        .map(run -> run.getInfo().getRunId())
        .toList();
  }

  @Test
  void logsARunAndFindsIt() {
    String experiment = client.createExperiment(model);
    MlflowContext context = new MlflowContext(client).setExperimentId(experiment);
    ActiveRun run = context.startRun("a run");
    run.logParams(Map.of("depth", "4", "é", ""));
    run.logMetric("loss", 0.5, 1);
    run.logMetrics(Map.of("loss", 0.25, "accuracy", Double.NaN), 2);
    run.setTag("team", "vision");
    run.endRun();

    Run kept = client.getRun(run.getId());
    assertThat(kept.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
    assertThat(kept.getInfo().getArtifactUri()).isEqualTo(run.getArtifactUri());
    assertThat(kept.getData().getParamsList())
        .extracting(param -> param.getKey() + "=" + param.getValue())
        .containsExactlyInAnyOrder("depth=4", "é=");
    assertThat(kept.getData().getMetricsList())
        .extracting(metric -> metric.getKey() + "=" + metric.getValue())
        .containsExactlyInAnyOrder("loss=0.25", "accuracy=NaN");
    assertThat(client.getMetricHistory(run.getId(), "loss"))
        .extracting(Metric::getStep)
        .containsExactlyInAnyOrder(1L, 2L);
    assertThat(runsIn(experiment, "metrics.loss < 0.3")).containsExactly(run.getId());
    assertThat(runsIn(experiment, "params.depth = '5'")).isEmpty();
  }

  @Test
  void readsAModelAndItsVersions() {
    RunInfo run = registerVersions(2);
    RegisteredModel found = client.getRegisteredModel(model);
    assertThat(found.getName()).isEqualTo(model);
    assertThat(found.getDescription()).isEqualTo("trees");
    assertThat(found.getCreationTimestamp()).isPositive();
    assertThat(versionsOf(found.getLatestVersionsList())).containsExactly("2");

    ModelVersion second = version("2");
    assertThat(second.getSource()).isEqualTo(run.getArtifactUri() + "/model");
    assertThat(second.getRunId()).isEqualTo(run.getRunId());
    assertThat(second.getCurrentStage()).isEqualTo("None");
    assertThat(second.getStatus()).isEqualTo(ModelVersionStatus.READY);
    assertThat(second.getLastUpdatedTimestamp()).isEqualTo(second.getCreationTimestamp());
    assertThat(client.getModelVersionDownloadUri(model, "2")).isEqualTo(second.getSource());
  }

  @Test
  void findsTheLatestVersionOfEachStage() {
    registerVersions(3);
    transition("1", "Production", false);
    transition("2", "staging", false);
    assertThat(versionsOf(client.getLatestVersions(model))).containsExactly("1", "2", "3");
    List<String> production = List.of("Production");
    assertThat(versionsOf(client.getLatestVersions(model, production))).containsExactly("1");

    transition("2", "Production", true);
    assertThat(versionsOf(client.getLatestVersions(model, production))).containsExactly("2");
    assertThat(version("1").getCurrentStage()).isEqualTo("Archived");
    assertThat(client.getLatestVersions(model, List.of("Staging"))).isEmpty();
  }

  @Test
  void followsAnAlias() throws JacksonException {
    registerVersions(2);
    post("registered-models/alias", "name", model, "alias", "champion", "version", "1");
    String query = "name=" + model.replace(" ", "%20").replace("é", "%C3%A9") + "&alias=champion";
    JsonNode found =
        new ObjectMapper().readTree(client.sendGet("registered-models/alias?" + query));
    assertThat(found.path("model_version").path("version").asText()).isEqualTo("1");
    assertThat(version("1").getAliasesList()).containsExactly("champion");
    assertThat(version("2").getAliasesList()).isEmpty();
  }

  @Test
  void searchesVersionsPageByPage() {
    RunInfo run = registerVersions(5);
    String mine = "run_id = '" + run.getRunId() + "'";
    assertThat(versionsOf(client.searchModelVersions(mine).getItems()))
        .containsExactly("1", "2", "3", "4", "5");
    ModelVersionsPage page = client.searchModelVersions(mine, 2, List.of("version_number ASC"));
    List<List<String>> pages = new ArrayList<>(List.of(versionsOf(page.getItems())));
    while (page.hasNextPage()) {
      page = (ModelVersionsPage) page.getNextPage();
      pages.add(versionsOf(page.getItems()));
    }
    assertThat(pages).containsExactly(List.of("1", "2"), List.of("3", "4"), List.of("5"));
    assertThat(client.searchModelVersions("name = 'nobody'").getItems()).isEmpty();
  }

  @Test
  void changesAreSeen() {
    registerVersions(1);
    String body = Json.object("name", model, "version", "1", "description", "oaks").toString();
    client.sendPatch("model-versions/update", body);
    post("model-versions/set-tag", "name", model, "version", "1", "key", "a", "value", "ü");
    assertThat(version("1").getDescription()).isEqualTo("oaks");
    assertThat(version("1").getTagsList())
        .extracting(tag -> tag.getKey() + "=" + tag.getValue())
        .containsExactly("a=ü");
  }

  @Test
  void isToldWhatIsWrong() {
    registerVersions(1);
    MlflowHttpException missing =
        catchThrowableOfType(MlflowHttpException.class, () -> version("99"));
    assertThat(missing.getStatusCode()).isEqualTo(404);
    assertThat(missing.getBodyMessage()).contains("RESOURCE_DOES_NOT_EXIST");
    MlflowHttpException taken =
        catchThrowableOfType(
            MlflowHttpException.class, () -> post("registered-models/create", "name", model));
    assertThat(taken.getStatusCode()).isEqualTo(400);
    assertThat(taken.getBodyMessage()).contains("RESOURCE_ALREADY_EXISTS");
    MlflowClientException wrong =
        catchThrowableOfType(MlflowClientException.class, () -> transition("1", "Live", false));
    assertThat(wrong).isInstanceOf(MlflowHttpException.class);
    assertThat(version("1").getCurrentStage()).isEqualTo("None");
  }
}
