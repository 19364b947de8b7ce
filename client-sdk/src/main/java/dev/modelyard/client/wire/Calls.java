package dev.modelyard.client.wire;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls of an API that take and give JSON. Thread-safe. */
public final class Calls {
  /** Where MLflow's calls are. */
  public static final String MLFLOW = "/api/2.0/mlflow/";

  /** Where Modelyard's own calls are. */
  public static final String OWN = "/api/modelyard/1.0/";

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Http http;

  Calls(Http http) {
    this.http = http;
  }

  /** Sends a request and gives what came back, or throws what the server says against it. */
  public Json send(String method, String path, byte @Nullable [] json) throws IOException {
    Http.Answer answer = http.send(method, path, json, DEADLINE);
    if (answer.status() / 100 != 2) {
      throw ServerFailure.of(answer);
    }
    return Json.read(answer.body());
  }

  /** What lies at a path, as a text. */
  String plain(String path) throws IOException {
    Http.Answer answer = http.send("GET", path, null, DEADLINE);
    if (answer.status() != 200) {
      throw ServerFailure.of(answer);
    }
    return new String(answer.body(), StandardCharsets.UTF_8).strip();
  }

  /** A call of MLflow's that reads; names and values of its parameters in turn. */
  public Json get(String call, String... parameters) throws IOException {
    StringBuilder path = new StringBuilder(MLFLOW + call);
    for (int i = 0; i < parameters.length; i += 2) {
      path.append(i == 0 ? '?' : '&').append(parameters[i]).append('=');
      path.append(coded(parameters[i + 1]));
    }
    return send("GET", path.toString(), null);
  }

  /** A text as a part of a path or query. */
  public static String coded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
