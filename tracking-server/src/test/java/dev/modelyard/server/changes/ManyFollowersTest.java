package dev.modelyard.server.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Followers who are too many, do not read, or are there when the server stops. */
class ManyFollowersTest {
  /** Of as many models with long names: some 700 kB to tell, more than a connection holds soon. */
  private static final String NINE_HUNDRED_EVENTS =
      """
      INSERT INTO event (seq, body, prev_hash, hash)
      SELECT h.seq + n,
        json_build_object('time', 1, 'action', 'MODEL_CREATED', 'actor', 'a', 'model_id', 1,
          'model', repeat('漢', 250) || n)::text,
        h.hash, h.hash
      FROM event_head h, generate_series(1, 900) AS n
      """;

  @Test
  void takesABoundedNumberAndLetsThemGoAtTheStop() {
    TestServer server = new TestServer().start();
    try {
      List<Follower> followers = new ArrayList<>();
      for (int i = 0; i < Watchers.MOST; i++) {
        followers.add(Follower.of(server.port(), "experiments=0"));
      }
      Client client = server.client();
      Client.Reply refused =
          client.send(
              client
                  .request("/api/modelyard/1.0/changes?experiments=0", "GET", "")
                  .header("Accept", "text/event-stream"));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.message()).contains("500");
      String run = client.run("0");
      for (Follower follower : followers) {
        follower.next("runs", run);
      }
      long start = System.nanoTime();
      server.close();
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
      followers.forEach(Follower::awaitEnd);
      followers.forEach(Follower::close);
    } finally {
      server.close();
    }
  }

  @Test
  void dropsWhoDoesNotReadAndServesTheOthers() throws IOException {
    try (TestServer server = new TestServer().start();
        Socket lazy = new Socket()) {
      TestSql sql = new TestSql(server.database());
      lazy.setReceiveBufferSize(4_096);
      lazy.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      lazy.getOutputStream()
          .write(
              Follower.request(server.port(), "models=true", "").getBytes(StandardCharsets.UTF_8));
      try (Follower follower = Follower.of(server.port(), "models=true")) {
        for (int i = 1; i <= 12; i++) {
          sql.execute(NINE_HUNDRED_EVENTS, "UPDATE event_head SET seq = seq + 900");
          follower.next(event -> event.path("models").size() == 900);
        }
      }
      lazy.setSoTimeout(5_000);
      assertThatCode(() -> readToTheEnd(lazy)).doesNotThrowAnyException();
    }
  }

  private static void readToTheEnd(Socket socket) throws IOException {
    byte[] buffer = new byte[64 << 10];
    try {
      while (socket.getInputStream().read(buffer) >= 0) {
        // what was sent before
      }
    } catch (SocketException reset) {
      // an end as well
    }
  }
}
