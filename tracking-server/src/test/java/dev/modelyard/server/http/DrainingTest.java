package dev.modelyard.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.RawHttp;
import dev.modelyard.server.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that is told to stop fails no call, whatever a proxy has sent it. */
class DrainingTest {
  private static final String BODY = "{\"name\":\"%s\"}";

  private static String create(String name) {
    return head(name) + BODY.formatted(name);
  }

  private static String head(String name) {
    return "POST /api/2.0/mlflow/experiments/create HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/json\r\nContent-Length: "
        + BODY.formatted(name).length()
        + "\r\n\r\n";
  }

  @Test
  void servesOnAndThenFinishesWhatIsUnderWay() throws Exception {
    TestServer server = new TestServer(Map.of("MODELYARD_DRAIN_SECONDS", "1")).start();
    int port = server.port();
    try (Connection kept = new Connection(port);
        Connection slow = new Connection(port)) {
      assertThat(kept.exchange(create("kept"))).startsWith("HTTP/1.1 200").doesNotContain("close");
      slow.send(head("slow"));

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
      RawHttp.Reply ready;
      do {
        ready = RawHttp.send(port, "GET /ready HTTP/1.1", "Host: x", "Connection: close");
      } while (ready.status() == 200);
      assertThat(ready.body()).isEqualTo("not ready: stopping");
      // Whoever has not noticed yet is served, and told not to send more on this connection.
      try (Connection fresh = new Connection(port)) {
        assertThat(fresh.exchange(create("fresh")))
            .startsWith("HTTP/1.1 200")
            .contains("Connection: close");
        assertThat(fresh.isEnded()).isTrue();
      }

      while (accepts(port)) {
        Thread.onSpinWait();
      }
      assertThat(stopped).isNotDone();
      // A proxy may have sent this just when the connection was to be given up.
      assertThat(kept.exchange(create("last")))
          .startsWith("HTTP/1.1 200")
          .contains("Connection: close");
      assertThat(slow.exchange(BODY.formatted("slow"))).startsWith("HTTP/1.1 200");
      stopped.get(20, TimeUnit.SECONDS);
    }
  }

  private static boolean accepts(int port) {
    try {
      new Connection(port).close();
      return true;
    } catch (ConnectException refused) {
      return false;
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** A connection that is kept. */
  private static final class Connection implements AutoCloseable {
    private final Socket socket;

    Connection(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(15_000);
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends, and gives the answer, whose body is one short piece. */
    String exchange(String text) throws IOException {
      send(text);
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      for (int b = in.read(); b >= 0; b = in.read()) {
        answer.append((char) b);
        if (answer.charAt(answer.length() - 1) == '}') {
          return answer.toString();
        }
      }
      throw new IOException("ended after '" + answer + "'");
    }

    boolean isEnded() throws IOException {
      InputStream in = socket.getInputStream();
      int last = in.read();
      while (last >= 0 && (last == '\r' || last == '\n' || last == '0')) {
        last = in.read();
      }
      return last < 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
