package dev.modelyard.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a lone request costs: its round trips to the database, counted on the line. */
class RoundTripsTest {
  @RegisterExtension static final TestServer server = new TestServer().withProxy();

  private static Client client;
  private static String run;

  @BeforeAll
  static void makeARun() {
    client = server.client();
    run = client.run("0");
  }

  @Test
  void aMetricIsOneRoundTrip() {
    assertThat(
            roundTrips(
                i ->
                    client.post(
                        "runs/log-metric",
                        """
                        {"run_id": "%s", "key": "loss", "value": %d, "timestamp": %d}
                        """
                            .formatted(run, i, i))))
        .isEqualTo(1);
  }

  /** What is logged of a run, what of its models, and the commit. */
  @Test
  void aMetricOfAModelIsThreeRoundTrips() {
    String model =
        client
            .post("logged-models", "{\"experiment_id\": \"0\"}")
            .json()
            .at("/model/info/model_id")
            .asText();
    assertThat(
            roundTrips(
                i ->
                    client.post(
                        "runs/log-metric",
                        """
                        {"run_id": "%s", "key": "loss", "value": %d, "timestamp": %d,
                         "model_id": "%s"}
                        """
                            .formatted(run, i, i, model))))
        .isEqualTo(3);
  }

  @Test
  void aBatchOfEverythingIsOneRoundTrip() {
    assertThat(
            roundTrips(
                i ->
                    client.post(
                        "runs/log-batch",
                        """
                        {"run_id": "%s",
                         "metrics": [{"key": "a", "value": 1, "timestamp": %d},
                                     {"key": "b", "value": 2, "timestamp": %d}],
                         "params": [{"key": "p%d", "value": "x"}, {"key": "q", "value": "y"}],
                         "tags": [{"key": "t", "value": "%d"}]}
                        """
                            .formatted(run, i, i, i, i))))
        .isEqualTo(1);
  }

  @Test
  void aRunIsCreatedInOneRoundTrip() {
    assertThat(
            roundTrips(
                i ->
                    client.post(
                        "runs/create",
                        """
                        {"experiment_id": "0", "tags": [{"key": "mlflow.user", "value": "u"}]}
                        """)))
        .isEqualTo(1);
  }

  @Test
  void aTagThatRenamesIsOneRoundTrip() {
    assertThat(
            roundTrips(
                i ->
                    client.post(
                        "runs/set-tag",
                        """
                        {"run_id": "%s", "key": "mlflow.runName", "value": "name %d"}
                        """
                            .formatted(run, i))))
        .isEqualTo(1);
  }

  /** The fewest of some calls: the pool now and then checks a connection that lay idle. */
  private static long roundTrips(IntFunction<Client.Reply> call) {
    return IntStream.range(0, 20)
        .mapToLong(
            i -> {
              long before = server.proxy().roundTrips();
              assertThat(call.apply(i).status()).isEqualTo(200);
              return server.proxy().roundTrips() - before;
            })
        .min()
        .orElseThrow();
  }
}
