package dev.modelyard.server.blobs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as S3 does in trouble that no test server can be brought into. */
final class CannedS3 implements AutoCloseable {
  private final HttpServer server;
  private final List<String> methods = new CopyOnWriteArrayList<>();

  /** A status, a header or "", and the code and message of S3's error document. */
  record Trouble(int status, String header, String code, String message) {}

  /** Always in the same trouble. */
  CannedS3(Trouble trouble) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext("/", exchange -> answer(exchange, trouble));
    server.start();
  }

  BlobLocation.S3 location() {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new BlobLocation.S3("models", "p/", endpoint, null, true, true);
  }

  List<String> methods() {
    return methods;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange, Trouble trouble) throws IOException {
    methods.add(exchange.getRequestMethod());
    exchange.getRequestBody().readAllBytes();
    int colon = trouble.header().indexOf(':');
    if (colon > 0) {
      exchange
          .getResponseHeaders()
          .add(trouble.header().substring(0, colon), trouble.header().substring(colon + 1).strip());
    }
    byte[] body =
        "<Error><Code>%s</Code><Message>%s</Message><RequestId>R1</RequestId></Error>"
            .formatted(trouble.code(), trouble.message())
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(trouble.status(), trouble.code().isEmpty() ? -1 : body.length);
    try (exchange) {
      if (!trouble.code().isEmpty()) {
        exchange.getResponseBody().write(body);
      }
    }
  }
}
