package dev.modelyard.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpsRoutesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static Client client;

  @BeforeAll
  static void connect() {
    client = server.client();
  }

  private static Client.Reply get(String path) {
    return client.send(client.request(path, "GET", ""));
  }

  @ParameterizedTest
  @CsvSource({"/health, OK", "/ready, ready", "/version, 3.17.2"})
  void answersProbesInPlainText(String path, String body) {
    Client.Reply reply = get(path);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain");
    assertThat(reply.body()).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"})
  void tellsClientsWhatTheyMayUse(String path) {
    JsonNode info = get(path).json();
    assertThat(info.path("store_type").asText()).isEqualTo("SqlStore");
    assertThat(info.path("multipart_uploads_enabled").asBoolean()).isTrue();
    for (String flag : new String[] {"workspaces_enabled", "multipart_downloads_enabled"}) {
      assertThat(info.path(flag).isBoolean()).as(flag).isTrue();
      assertThat(info.path(flag).asBoolean()).as(flag).isFalse();
    }
    assertThat(info.path("features_enabled").isObject()).isTrue();
  }

  @Test
  void tellsWhatItIs() {
    JsonNode info = get("/api/modelyard/1.0/info").json();
    assertThat(info.path("product").asText()).isEqualTo("Modelyard");
    assertThat(info.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(info.path("mlflow_wire_version").asText()).isEqualTo("3.17.2");
  }

  @Test
  void ignoresUnknownParameters() {
    assertThat(get("/api/modelyard/1.0/info?x=1&y=%C3%A9").status()).isEqualTo(200);
  }

  @Test
  void measuresRequestsByRouteTemplateAndStatusClass() {
    client.get("experiments/get", "experiment_id", "424242");
    assertThat(get("/metrics").body())
        .contains(
            "modelyard_request_seconds_count{kind=\"call\",method=\"GET\","
                + "route=\"/api/2.0/mlflow/experiments/get\",status=\"4xx\"}");
  }

  @Test
  void labelsNothingWithWhatUsersSend() {
    get("/unheard-of-path?secret=unheard-of-value");
    client.get("experiments/get-by-name", "experiment_name", "unheard-of-name");
    assertThat(get("/metrics").body()).doesNotContain("unheard-of").contains("unmatched");
  }
}
