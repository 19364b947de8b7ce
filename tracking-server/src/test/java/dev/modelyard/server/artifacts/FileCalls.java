package dev.modelyard.server.artifacts;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The calls that move files, with bytes as they are. Thread-safe. */
public final class FileCalls {
  private static final String PREFIX = "/api/2.0/mlflow-artifacts/artifacts/";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Client client;
  private final String base;

  public FileCalls(TestServer server) {
    this.client = server.client();
    this.base = "http://127.0.0.1:" + server.port();
  }

  /** The path of a file of a run of experiment 0, as the artifact calls take it. */
  public static String ofRun(String run, String path) {
    return "0/" + run + "/artifacts" + (path.isEmpty() ? "" : "/" + path);
  }

  public HttpResponse<byte[]> put(String path, byte[] bytes, String... headers) {
    return send("PUT", path, HttpRequest.BodyPublishers.ofByteArray(bytes), headers);
  }

  public HttpResponse<byte[]> put(String path, String text) {
    return put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public HttpResponse<byte[]> get(String path, String... headers) {
    return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
  }

  public HttpResponse<byte[]> head(String path, String... headers) {
    return send("HEAD", path, HttpRequest.BodyPublishers.noBody(), headers);
  }

  public Client.Reply delete(String path) {
    return client.send(client.request(PREFIX + encoded(path), "DELETE", ""));
  }

  /** The text of a file, or its status when it is not 200. */
  public String text(String path) {
    HttpResponse<byte[]> got = get(path);
    return got.statusCode() == 200
        ? new String(got.body(), StandardCharsets.UTF_8)
        : Integer.toString(got.statusCode());
  }

  /** What lies in a folder, as {@code name=size}, or {@code name/} for a folder. */
  public String list(String path) {
    Client.Reply reply =
        client.send(
            client.request(
                "/api/2.0/mlflow-artifacts/artifacts?path="
                    + URLEncoder.encode(path, StandardCharsets.UTF_8),
                "GET",
                ""));
    if (reply.status() != 200) {
      return Integer.toString(reply.status());
    }
    StringBuilder names = new StringBuilder();
    for (var file : reply.json().path("files")) {
      boolean folder = file.path("is_dir").asBoolean();
      names
          .append(names.isEmpty() ? "" : " ")
          .append(file.path("path").asText())
          .append(folder ? "/" : "=" + file.path("file_size").asLong());
    }
    return names.toString();
  }

  public HttpResponse<byte[]> send(
      String method, String path, HttpRequest.BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + PREFIX + encoded(path))).method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static String encoded(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }
}
