package dev.modelyard.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The database goes away and comes back; the server stays. */
class DatabaseAwayTest {
  @Test
  void callsAreToldToComeAgainUntilTheDatabaseIsBack() {
    try (TestServer server = new TestServer().withProxy().start()) {
      Client client = server.client();
      String run = client.run("0");
      server.proxy().cut();

      long before = System.nanoTime();
      Client.Reply refused = log(client, run, 1);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.errorCode()).isEqualTo("TEMPORARILY_UNAVAILABLE");
      assertThat(refused.raw().headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.body()).doesNotContain("SQL", "Connection", "127.0.0.1", "org.");
      assertThat(get(client, "/ready").status()).isEqualTo(503);
      assertThat(get(client, "/health").status()).isEqualTo(200);

      server.proxy().mend();
      await().until(() -> log(client, run, 2).status() == 200);
      await().until(() -> get(client, "/ready").status() == 200);
      assertThat(client.get("metrics/get-history", "run_id", run, "metric_key", "m").body())
          .contains("\"value\":2.0")
          .doesNotContain("\"value\":1.0");
    }
  }

  private static Client.Reply log(Client client, String run, int value) {
    return client.post(
        "runs/log-metric",
        """
        {"run_id": "%s", "key": "m", "value": %d, "timestamp": 1}
        """
            .formatted(run, value));
  }

  private static Client.Reply get(Client client, String path) {
    return client.send(client.request(path, "GET", ""));
  }
}
