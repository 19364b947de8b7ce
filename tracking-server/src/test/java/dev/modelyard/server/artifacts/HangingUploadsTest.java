package dev.modelyard.server.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Callers that begin to send files and then do nothing. */
class HangingUploadsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  /** As many as may move at a time. */
  private static final int MOST = 128;

  @Test
  void leaveRoomForAllOtherCallsAndAreTurnedAwayBeyondABound() throws IOException {
    Client client = server.client();
    FileCalls files = new FileCalls(server);
    String run = client.run("0");
    List<Socket> hanging = new ArrayList<>();
    try {
      for (int i = 0; i < MOST; i++) {
        hanging.add(begin(run, i));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                if (files.put(FileCalls.ofRun(run, "one more"), "x").statusCode() == 503) {
                  return true;
                }
                // It may have had the place of one that hangs, which was turned away.
                hanging.add(begin(run, hanging.size()));
                return false;
              });
      assertThat(files.head(FileCalls.ofRun(run, "x")).statusCode()).isEqualTo(503);
      assertThat(files.head(FileCalls.ofRun(run, "x")).headers().firstValue("Retry-After"))
          .isPresent();
      for (int i = 0; i < 20; i++) {
        assertThat(client.get("runs/get", "run_id", run).status()).isEqualTo(200);
      }
      assertThat(files.list(FileCalls.ofRun(run, ""))).doesNotContain("hanging");
    } finally {
      for (Socket socket : hanging) {
        socket.close();
      }
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> files.put(FileCalls.ofRun(run, "after"), "x").statusCode() == 200);
    assertThat(files.list(FileCalls.ofRun(run, ""))).doesNotContain("hanging");
  }

  private static Socket begin(String run, int number) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    String head =
        "PUT /api/2.0/mlflow-artifacts/artifacts/"
            + FileCalls.ofRun(run, "hanging" + number)
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
