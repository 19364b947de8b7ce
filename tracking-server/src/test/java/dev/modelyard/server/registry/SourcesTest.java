package dev.modelyard.server.registry;

import static dev.modelyard.server.registry.RegistryCalls.done;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a version may be made of. */
class SourcesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static Client client;
  private static RegistryCalls calls;

  private static String run;
  private static String runFiles;
  private static String otherRun;
  private static String logged;
  private static String loggedFiles;

  @BeforeAll
  static void connect() {
    client = server.client();
    calls = new RegistryCalls(client);
    run = client.run("0");
    runFiles = client.getRun(run).at("/info/artifact_uri").asText();
    otherRun = client.run("0");
    JsonNode model = aLoggedModel();
    logged = model.path("model_id").asText();
    loggedFiles = model.path("artifact_uri").asText();
  }

  private static JsonNode aLoggedModel() {
    return done(calls.post("logged-models", "experiment_id", "0", "source_run_id", run))
        .at("/model/info");
  }

  private static Reply create(String name, @Nullable Object... namesAndValues) {
    ObjectNode body = Json.object(namesAndValues).put("name", name);
    return client.post("model-versions/create", body.toString());
  }

  /** The version that was made of the source, in a model of its own. */
  private static JsonNode made(@Nullable Object... namesAndValues) {
    return done(create(calls.aModel(), namesAndValues)).path("model_version");
  }

  private static void assertRefused(@Nullable Object... namesAndValues) {
    String name = calls.aModel();
    assertInvalid(create(name, namesAndValues));
    assertThat(calls.model(name).has("latest_versions")).isFalse();
  }

  private static String files(JsonNode version) {
    return done(calls.get(
            "model-versions/get-download-uri",
            "name",
            version.path("name").asText(),
            "version",
            version.path("version").asText()))
        .path("artifact_uri")
        .asText();
  }

  // Files of a run

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/model", "/deep/model", "/two%20words", "/m?x=1"})
  void takesFilesOfTheRunThatIsNamed(String path) {
    JsonNode version = made("source", runFiles + path, "run_id", run);
    assertThat(version.path("source").asText()).isEqualTo(runFiles + path);
    assertThat(version.path("run_id").asText()).isEqualTo(run);
    assertThat(files(version)).isEqualTo(runFiles + path);
  }

  @Test
  void refusesFilesOfAnotherRunOrOfNone() {
    assertRefused("source", runFiles + "/model", "run_id", otherRun);
    assertRefused("source", runFiles + "/model");
    assertRefused("source", runFiles + "/model", "run_id", "");
    assertRefused("source", runFiles + "/model", "run_id", "no run");
    assertRefused("source", runFiles + "/model", "run_id", run, "model_id", logged);
    assertRefused("source", runFiles + "/model", "model_id", logged);
  }

  static Stream<String> climbing() {
    return Stream.of(
        "/../model",
        "/..",
        "/a/../../model",
        "/%2e%2e/model",
        "/%2E%2E/model",
        "/.%2e/model",
        "/%252e%252e/model",
        "/%25252e%25252e/model",
        "/%2e%2e%2fmodel",
        "/%252e%252e%252fmodel",
        "/..%2fmodel",
        "/..\\model",
        "/%2e%2e%5cmodel",
        "/a%00b",
        "/a%0ab",
        "/model#fragment",
        "/model;x");
  }

  @ParameterizedTest
  @MethodSource("climbing")
  void refusesToClimbInAnyCoding(String path) {
    assertRefused("source", runFiles + path, "run_id", run);
    assertRefused("source", "runs:/" + run + path, "run_id", run);
    assertRefused("source", "s3://bucket/models" + path);
    assertRefused("source", "gs://bucket/models" + path);
    assertRefused("source", loggedFiles + path, "model_id", logged);
  }

  @Test
  void takesNothingBesideTheFolderOfTheRun() {
    assertRefused("source", runFiles + "x/model", "run_id", run);
    assertRefused("source", runFiles.replace("/artifacts", "/artifact"), "run_id", run);
    assertRefused("source", runFiles.replace("/artifacts", ""), "run_id", run);
    assertRefused("source", "mlflow-artifacts:/", "run_id", run);
    assertRefused("source", "mlflow-artifacts:/0", "run_id", run);
    assertRefused("source", "mlflow-artifacts:/1/" + run + "/artifacts", "run_id", run);
  }

  @Test
  void takesARunByItsUri() {
    for (String path : List.of("", "/", "/model", "/deep/model")) {
      JsonNode version = made("source", "runs:/" + run + path, "run_id", run);
      assertThat(version.path("source").asText()).isEqualTo("runs:/" + run + path);
    }
    assertRefused("source", "runs:/" + run + "/model");
    assertRefused("source", "runs:/" + run + "/model", "run_id", otherRun);
    assertRefused("source", "runs://" + run + "/model", "run_id", run);
    assertRefused("source", "RUNS://" + run + "/model", "run_id", run);
    assertRefused("source", "runs:/", "run_id", run);
    assertRefused("source", "runs:" + run, "run_id", run);
    assertRefused("source", "runs:/" + run + "?x/model", "run_id", run);
  }

  // Logged models

  @Test
  void takesALoggedModelThatIsNamedAndItsRun() {
    JsonNode version = made("source", "models:/" + logged, "model_id", logged);
    assertThat(version.path("source").asText()).isEqualTo("models:/" + logged);
    assertThat(version.path("run_id").asText()).isEqualTo(run);
    assertThat(files(version)).isEqualTo(loggedFiles);
    assertThat(
            made("source", "models:/" + logged, "model_id", logged, "run_id", otherRun)
                .path("run_id")
                .asText())
        .isEqualTo(otherRun);
    assertThat(files(made("source", loggedFiles + "/part", "model_id", logged)))
        .isEqualTo(loggedFiles + "/part");
  }

  @Test
  void refusesALoggedModelThatIsNotNamedOrIsAnother() {
    String other = aLoggedModel().path("model_id").asText();
    assertRefused("source", "models:/" + logged);
    assertRefused("source", "models:/" + logged, "model_id", other);
    assertRefused("source", "models:/" + logged, "run_id", run);
    assertRefused("source", loggedFiles, "run_id", run);
    assertRefused("source", loggedFiles);
    assertRefused("source", loggedFiles, "model_id", other);
    String unknown = "m-00000000000070008000000000000000";
    assertRefused("source", "models:/" + unknown, "model_id", unknown);
    assertRefused("source", "s3://bucket/x", "model_id", unknown);
  }

  @Test
  void notesItsVersionsOnALoggedModel() throws IOException {
    String id = aLoggedModel().path("model_id").asText();
    String name = calls.aModel();
    done(create(name, "source", "models:/" + id, "model_id", id));
    done(create(name, "source", "models:/" + id, "model_id", id));
    assertThat(noted(id))
        .isEqualTo(
            List.of(
                Json.object("name", name, "version", 1), Json.object("name", name, "version", 2)));
    String copy = calls.aModel();
    done(create(copy, "source", "models:/" + name + "/2"));
    assertThat(noted(id)).contains(Json.object("name", copy, "version", 1));
    tag(id, "[{\"name\":\"by a client\",\"version\":\"7\"}]");
    done(create(name, "source", "models:/" + id, "model_id", id));
    assertThat(noted(id))
        .isEqualTo(
            List.of(
                Json.object("name", "by a client", "version", "7"),
                Json.object("name", name, "version", 3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no list", "{}", "[", "[1,", "\"[]\"", "[]]"})
  void makesAVersionWhateverTheTagHolds(String value) {
    String id = aLoggedModel().path("model_id").asText();
    tag(id, value);
    made("source", "models:/" + id, "model_id", id);
  }

  @Test
  void leavesANoteAloneThatIsNoList() {
    String id = aLoggedModel().path("model_id").asText();
    tag(id, "{\"mine\":1}");
    made("source", "models:/" + id, "model_id", id);
    assertThat(note(id)).isEqualTo("{\"mine\":1}");
  }

  private static void tag(String id, String value) {
    done(
        client.send(
            client.request(
                "/api/2.0/mlflow/logged-models/" + id + "/tags",
                "PATCH",
                Json.text(
                    "tags", List.of(Json.object("key", "mlflow.modelVersions", "value", value))))));
  }

  private static String note(String id) {
    JsonNode tags = done(client.get("logged-models/" + id)).at("/model/info/tags");
    return Json.value(tags, "mlflow.modelVersions").asText();
  }

  private static List<JsonNode> noted(String id) throws IOException {
    return List.copyOf(
        new ObjectMapper().readValue(note(id), new TypeReference<List<JsonNode>>() {}));
  }

  // Copies

  private static String anOriginal() {
    String name = calls.aModel();
    calls.aVersion(name, "source", runFiles + "/model", "run_id", run);
    done(calls.setAlias(name, "champion", "1"));
    calls.promote(name, "1");
    return name;
  }

  @Test
  void copiesAVersionWithRunAndPlace() {
    String name = anOriginal();
    for (String which :
        List.of("/1", "/01", "/Production", "/production", "/latest", "@champion")) {
      JsonNode copy = made("source", "models:/" + name + which);
      assertThat(copy.path("source").asText()).isEqualTo("models:/" + name + "/1");
      assertThat(copy.path("run_id").asText()).isEqualTo(run);
      assertThat(files(copy)).isEqualTo(runFiles + "/model");
      JsonNode copyOfCopy = made("source", "models:/" + copy.path("name").asText() + "/1");
      assertThat(files(copyOfCopy)).isEqualTo(runFiles + "/model");
    }
  }

  @Test
  void copiesALoggedModelsVersionWithItsModel() {
    String name = calls.aModel();
    calls.aVersion(name, "source", "models:/" + logged, "model_id", logged);
    assertThat(files(made("source", "models:/" + name + "/1"))).isEqualTo(loggedFiles);
    assertThat(files(made("source", "models:/" + name + "/1", "model_id", logged, "run_id", run)))
        .isEqualTo(loggedFiles);
    assertRefused("source", "models:/" + name + "/1", "model_id", "m-other");
  }

  @Test
  void refusesACopyThatContradictsItsOriginal() {
    String name = anOriginal();
    made("source", "models:/" + name + "/1", "run_id", run);
    assertRefused("source", "models:/" + name + "/1", "run_id", otherRun);
    assertRefused("source", "models:/" + name + "/1", "run_id", "");
    assertRefused("source", "models:/" + name + "/1", "model_id", logged);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "a@b", "é", "100%", "a?b", "m-1"})
  void copiesWhateverTheNameIs(String name) {
    calls.aModel("name", name);
    calls.aVersion(name, "source", "s3://bucket/" + name.length());
    done(calls.setAlias(name, "champion", "1"));
    for (String which : List.of("/1", "@champion")) {
      assertThat(made("source", "models:/" + name + which).path("source").asText())
          .isEqualTo("models:/" + name + "/1");
    }
  }

  @Test
  void aCopyOutlivesItsOriginal() {
    String name = anOriginal();
    JsonNode copy = made("source", "models:/" + name + "/1");
    done(calls.delete("registered-models/delete", "name", name));
    assertThat(files(copy)).isEqualTo(runFiles + "/model");
  }

  @Test
  void refusesACopyOfWhatIsNotThere() {
    String name = anOriginal();
    assertUnknown(create(calls.aModel(), "source", "models:/" + name + "/99"));
    assertUnknown(create(calls.aModel(), "source", "models:/nobody knows it/1"));
    assertUnknown(create(calls.aModel(), "source", "models:/" + name + "/Staging"));
    assertRefused("source", "models:/" + name + "@nobody");
    assertRefused("source", "models:/" + name + "/Prod");
    assertRefused("source", "models:/" + name);
    assertRefused("source", "models:/" + name + "/1/model");
    assertRefused("source", "models://" + name + "/1");
    assertRefused("source", "models:/");
    assertRefused("source", "models:");
    assertRefused("source", "models:/" + name + "/1/../2");
  }

  // Elsewhere

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://bucket/a",
        "S3://bucket/a",
        "s3://bucket/a/..b/c..",
        "s3://bucket/a?versionId=1",
        "s3://bucket/two%20words",
        "gs://bucket/a",
        "wasbs://container@account/a",
        "dbfs:/a",
        "unheard-of://a/b"
      })
  void writesDownWhereAnObjectStoreHasTheFiles(String source) {
    JsonNode version = made("source", source, "run_id", "nobody checks it");
    assertThat(version.path("source").asText()).isEqualTo(source);
    assertThat(files(version)).isEqualTo(source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://bucket",
        "s3://bucket/",
        "s3://bucket//",
        "s3:///a",
        "s3:a",
        "gs://bucket",
        "gs://bucket/",
        "unheard-of:a",
        "unheard-of:",
        "/etc/passwd",
        "etc/passwd",
        "./model",
        "../model",
        "~/model",
        "C:\\models",
        "file:///etc/passwd",
        "file:/etc/passwd",
        "FILE:/etc/passwd",
        "http://host/a",
        "https://host/a",
        "HTTPS://host/a",
        "ftp://host/a",
        "sftp://host/a",
        "hdfs://host/a",
        "viewfs://host/a",
        "abfss://c@host/a",
        "mlflow-artifacts://host/0/x/artifacts",
        "mlflow-artifacts:0/x/artifacts",
        "jdbc:postgresql://host/db",
        "dummy-source",
        "prompt-template",
        " s3://bucket/a",
        ""
      })
  void refusesEveryOtherPlace(String source) {
    assertRefused("source", source);
    assertRefused("source", source, "run_id", run);
  }

  // Prompts

  private static final List<ObjectNode> PROMPT =
      List.of(Json.object("key", "mlflow.prompt.is_prompt", "value", "true"));

  @Test
  void takesForPromptsWhatStandsForNoFiles() {
    String name = calls.aModel("tags", PROMPT);
    for (String source : List.of("dummy-source", "prompt-template")) {
      JsonNode version = done(create(name, "source", source, "tags", PROMPT)).path("model_version");
      assertThat(version.path("source").asText()).isEqualTo(source);
    }
    for (String source : List.of("s3://bucket/a", "/etc/passwd", "dummy-source/x")) {
      assertInvalid(create(name, "source", source, "tags", PROMPT));
    }
    assertInvalid(create(calls.aModel(), "source", "models:/" + name + "/1"));
  }
}
