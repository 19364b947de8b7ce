package dev.modelyard.server.registry.fetches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.registry.fetch.StoredModels;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who fetched what is deployed last. */
class FetchesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0";

  private final StoredModels models = new StoredModels(server);
  private final Client client = server.client();

  private String aDeployedVersion(String name) {
    String version = models.version(name, Map.of("a", "1".getBytes(StandardCharsets.UTF_8)));
    models.alias(name, "v" + version + "-live", version);
    return version;
  }

  private void fetch(String name, String rest, String userAgent) {
    assertThat(models.get(name, rest, "User-Agent", userAgent).status()).isEqualTo(200);
  }

  private JsonNode deployed(String name, String version) {
    JsonNode all = client.send(client.request("/api/modelyard/1.0/deployed", "GET", "")).json();
    return StreamSupport.stream(all.path("deployed").spliterator(), false)
        .filter(each -> each.path("model").asText().equals(name))
        .filter(each -> each.path("version").asText().equals(version))
        .findFirst()
        .orElseThrow();
  }

  private void awaitFetchedWith(String name, String version, String program) {
    await()
        .untilAsserted(
            () ->
                assertThat(deployed(name, version).path("fetched_with").asText("none"))
                    .isEqualTo(program));
  }

  @ParameterizedTest
  @ValueSource(strings = {"versions/1/archive", "versions/1/files/a"})
  void tellsWhoFetchedLast(String rest) {
    String name = "fetched by " + rest.hashCode();
    models.model(name);
    aDeployedVersion(name);
    assertThat(deployed(name, "1").has("fetched")).isFalse();
    fetch(name, rest, "modelyard-fetch");
    awaitFetchedWith(name, "1", "modelyard-fetch");
    assertThat(deployed(name, "1").path("fetched").asLong()).isPositive();
    assertThat(deployed(name, "1").path("fetched_by").asText()).isEqualTo("anonymous");
    fetch(name, rest, "curl/8.1 (linux) libcurl");
    awaitFetchedWith(name, "1", "curl/8.1");
  }

  @Test
  void takesTheQuestionOfMlflowsClientsForAFetch() {
    models.model("asked");
    aDeployedVersion("asked");
    var request =
        client.request(
            "/api/2.0/mlflow/model-versions/get-download-uri?name=asked&version=1", "GET", "");
    request.header("User-Agent", "mlflow-python-client/3.17.2");
    assertThat(client.send(request).status()).isEqualTo(200);
    awaitFetchedWith("asked", "1", "mlflow-python-client/3.17.2");
  }

  @Test
  void takesNoLookOfAPersonOrRefusalForAFetch() {
    models.model("looked at");
    aDeployedVersion("looked at");
    aDeployedVersion("looked at");
    fetch("looked at", "versions/1/archive", BROWSER);
    fetch("looked at", "versions/1", "modelyard-fetch");
    assertThat(models.get("looked at", "versions/1/files/none").status()).isEqualTo(404);
    // Notes are written in their order: when the second is there, the first would be.
    fetch("looked at", "versions/2/archive", "modelyard-fetch");
    awaitFetchedWith("looked at", "2", "modelyard-fetch");
    assertThat(deployed("looked at", "1").has("fetched")).isFalse();
  }

  @Test
  void isNotStoppedByAVersionThatIsGone() {
    models.model("gone");
    aDeployedVersion("gone");
    aDeployedVersion("gone");
    fetch("gone", "versions/1/archive", "modelyard-fetch");
    client.send(
        client.request(
            "/api/2.0/mlflow/model-versions/delete",
            "DELETE",
            "{\"name\":\"gone\",\"version\":\"1\"}"));
    fetch("gone", "versions/2/archive", "x".repeat(300));
    awaitFetchedWith("gone", "2", "x".repeat(100));
  }

  @Test
  void keepsWhatWasNotedWhenTheServerStops() {
    TestServer other = new TestServer();
    try (TestServer running = other.start()) {
      StoredModels there = new StoredModels(running);
      there.model("stopped");
      there.version("stopped", Map.of("a", "1".getBytes(StandardCharsets.UTF_8)));
      there.get("stopped", "versions/1/archive", "User-Agent", "modelyard-fetch");
    }
    assertThat(new TestSql(other.database()).text("SELECT client FROM model_version_fetch"))
        .isEqualTo("modelyard-fetch");
  }
}
