package dev.modelyard.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plain HTTP against a server under test, in MLflow's words. Thread-safe. */
public final class Client {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern FIRST_DATA =
      Pattern.compile("id=\"first-data\">(.*?)</script>", Pattern.DOTALL);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  public Client(String base) {
    this.base = base;
  }

  /** What came back; a body that is no JSON reads as missing. */
  public record Reply(int status, JsonNode json, String body, HttpResponse<String> raw) {
    /** The error code of MLflow's error body, or "". */
    public String errorCode() {
      return json.path("error_code").asText();
    }

    public String message() {
      return json.path("message").asText();
    }
  }

  /** POST of a JSON body to a call under {@code /api/2.0/mlflow/}. */
  public Reply post(String call, String json) {
    return send(request("/api/2.0/mlflow/" + call, "POST", json));
  }

  /** GET of a call under {@code /api/2.0/mlflow/} with names and values of parameters. */
  public Reply get(String call, String... parameters) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < parameters.length; i += 2) {
      pairs.add(parameters[i] + "=" + URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return send(request("/api/2.0/mlflow/" + call + "?" + String.join("&", pairs), "GET", ""));
  }

  /** A request to any path, to be changed before it is sent. */
  public HttpRequest.Builder request(String path, String method, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
    if (body.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.method(method, HttpRequest.BodyPublishers.ofString(body));
      request.header("Content-Type", "application/json");
    }
    return request;
  }

  public Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = sendAgainAfterRace(request.build());
      return new Reply(response.statusCode(), parsed(response.body()), response.body(), response);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /**
   * This HTTP client watches the connections in its pool for what comes unasked. When a connection
   * is taken out at once and the answer is quicker than the start of that watch, it takes the
   * answer for such and closes the connection. What a server closes fails otherwise, and is not
   * repeated.
   */
  private HttpResponse<String> sendAgainAfterRace(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      Throwable root = failure;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      if (!"connection closed locally".equals(root.getMessage())) {
        throw failure;
      }
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  /** What the document of one of our pages brings along, by name. */
  public JsonNode firstData(String path) {
    String document = send(request(path, "GET", "")).body();
    Matcher data = FIRST_DATA.matcher(document);
    if (!data.find()) {
      throw new AssertionError("no page: " + document);
    }
    return parsed(data.group(1));
  }

  private static JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException noJson) {
      return JSON.missingNode();
    }
  }

  /** A new experiment's id. */
  public String experiment(String name) {
    Reply reply = post("experiments/create", JSON.createObjectNode().put("name", name).toString());
    return required(reply).path("experiment_id").asText();
  }

  /** A new run's id, in the experiment with the given id. */
  public String run(String experimentId) {
    Reply reply =
        post(
            "runs/create",
            JSON.createObjectNode()
                .put("experiment_id", experimentId)
                .put("start_time", 1_700_000_000_000L)
                .toString());
    return required(reply).path("run").path("info").path("run_id").asText();
  }

  /** The run as runs/get gives it. */
  public JsonNode getRun(String runId) {
    return required(get("runs/get", "run_id", runId)).path("run");
  }

  private static JsonNode required(Reply reply) {
    if (reply.status() != 200) {
      throw new AssertionError(reply.status() + " " + reply.body());
    }
    return reply.json();
  }
}
