package dev.modelyard.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.TestServer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What deployers ask all day: one round trip to the database, counted on the line. */
class RegistryRoundTripsTest {
  @RegisterExtension static final TestServer server = new TestServer().withProxy();

  private static RegistryCalls calls;
  private static String name;

  @BeforeAll
  static void promoteAVersion() {
    calls = new RegistryCalls(server.client());
    name = calls.aModel();
    calls.aVersion(name);
    calls.promote(name, "1");
    RegistryCalls.done(calls.setAlias(name, "champion", "1"));
  }

  @Test
  void theLatestVersionOfAStageIsOneRoundTrip() {
    assertThat(
            roundTrips(
                () ->
                    calls.get(
                        "registered-models/get-latest-versions",
                        "name",
                        name,
                        "stages",
                        "Production")))
        .isEqualTo(1);
  }

  @Test
  void theVersionOfAnAliasIsOneRoundTrip() {
    assertThat(roundTrips(() -> calls.byAlias(name, "champion"))).isEqualTo(1);
    assertThat(roundTrips(() -> calls.byAlias(name, "latest"))).isEqualTo(1);
  }

  @Test
  void aVersionIsOneRoundTrip() {
    assertThat(roundTrips(() -> calls.get("model-versions/get", "name", name, "version", "1")))
        .isEqualTo(1);
    assertThat(
            roundTrips(
                () -> calls.get("model-versions/get-download-uri", "name", name, "version", "1")))
        .isEqualTo(1);
  }

  /** The fewest of some calls: the pool now and then checks a connection that lay idle. */
  private static long roundTrips(Supplier<Reply> call) {
    return IntStream.range(0, 20)
        .mapToLong(
            i -> {
              long before = server.proxy().roundTrips();
              RegistryCalls.done(call.get());
              return server.proxy().roundTrips() - before;
            })
        .min()
        .orElseThrow();
  }
}
