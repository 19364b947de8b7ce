package dev.modelyard.client.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * The real server without what is our own, as a stock MLflow looks to the SDK. (The real one is in
 * {@code interop/}.)
 */
public final class PlainMlflow implements AutoCloseable {
  private final HttpServer front;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String behind;

  public PlainMlflow(String behind) {
    this.behind = behind;
    try {
      front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    front.createContext("/", this::answer);
    front.setExecutor(Executors.newCachedThreadPool());
    front.start();
  }

  public String url() {
    return "http://127.0.0.1:" + front.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    int status = 404;
    byte[] body = "<!doctype html><title>404 Not Found</title>".getBytes(StandardCharsets.UTF_8);
    if (!exchange.getRequestURI().getPath().startsWith("/api/modelyard/")) {
      HttpResponse<byte[]> answer = pass(exchange);
      status = answer.statusCode();
      body = answer.body();
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private HttpResponse<byte[]> pass(HttpExchange exchange) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI()))
            .header("Content-Type", "application/json")
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  @Override
  public void close() {
    front.stop(0);
  }
}
