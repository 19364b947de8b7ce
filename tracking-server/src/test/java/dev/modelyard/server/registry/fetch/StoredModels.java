package dev.modelyard.server.registry.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.artifacts.FileCalls;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Makes registered models whose versions have files. */
public final class StoredModels {
  private final Client client;
  private final FileCalls files;

  public StoredModels(TestServer server) {
    client = server.client();
    files = new FileCalls(server);
  }

  /** A new registered model. */
  public void model(String name) {
    sent(client.post("registered-models/create", Json.text("name", name)));
  }

  /** A new version with these files by their paths, in a run of its own; returns its number. */
  public String version(String name, Map<String, byte[]> content) {
    String run = run(content);
    return version(name, run, "mlflow-artifacts:/0/" + run + "/artifacts/model");
  }

  /** A run of experiment 0 with these files in its folder {@code model}. */
  public String run(Map<String, byte[]> content) {
    String run = client.run("0");
    content.forEach(
        (path, bytes) ->
            assertThat(files.put(FileCalls.ofRun(run, "model/" + path), bytes).statusCode())
                .isEqualTo(200));
    return run;
  }

  /** A new version of a run's files. */
  public String version(String name, String run, String source) {
    return sent(client.post(
            "model-versions/create", Json.text("name", name, "source", source, "run_id", run)))
        .json()
        .at("/model_version/version")
        .asText();
  }

  public void alias(String name, String alias, String version) {
    sent(
        client.post(
            "registered-models/alias",
            Json.text("name", name, "alias", alias, "version", version)));
  }

  public void stage(String name, String version, String stage) {
    sent(
        client.post(
            "model-versions/transition-stage",
            Json.text(
                "name",
                name,
                "version",
                version,
                "stage",
                stage,
                "archive_existing_versions",
                false)));
  }

  /** A call of our own below {@code models/{name}/}. */
  public Client.Reply get(String name, String rest, String... headers) {
    var request =
        client.request("/api/modelyard/1.0/models/" + encoded(name) + "/" + rest, "GET", "");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request);
  }

  public static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Client.Reply sent(Client.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply;
  }
}
