package dev.modelyard.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.artifacts.FileCalls;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands gc and verify, beside a server that runs. */
class UpkeepCommandsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String said() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void tellsWhatIsCollectedAndThenCollectsIt() {
    Config config = Config.from(server.settings());
    FileCalls files = new FileCalls(server);
    String path = FileCalls.ofRun(server.client().run("0"), "f.bin");
    files.put(path, new byte[2 << 20]);
    files.delete(path);
    assertThat(Upkeep.gc(config, Duration.ZERO, true, out)).isZero();
    assertThat(said()).contains("would be collected: 1 blobs, 2.0 MiB");
    bytes.reset();
    assertThat(Upkeep.gc(config, Duration.ZERO, false, out)).isZero();
    assertThat(said()).startsWith("collected: 1 blobs, 2.0 MiB");
  }

  @Test
  void failsWhenAByteIsNotAsItWasStored() throws IOException {
    Config config = Config.from(server.settings());
    String path = FileCalls.ofRun(server.client().run("0"), "spoiled.bin");
    new FileCalls(server).put(path, new byte[3_000]);
    assertThat(Upkeep.verify(config, null, out)).isZero();
    assertThat(said()).contains("0 not as they were stored");
    String id =
        new TestSql(server.database())
            .text("SELECT blob_id FROM artifact WHERE name = 'spoiled.bin'");
    Path file = server.blobFile(UUID.fromString(id));
    byte[] content = Files.readAllBytes(file);
    content[2_999] = 1;
    Files.write(file, content);
    bytes.reset();
    assertThat(Upkeep.verify(config, null, out)).isEqualTo(1);
    assertThat(said()).contains("spoiled.bin", "1 not as they were stored");
  }

  @Test
  void tellsTheHashOfTheLastEventAndFailsWhenAKnownOneIsGone() {
    Config config = Config.from(server.settings());
    Client client = server.client();
    client.post("registered-models/create", Json.text("name", "a model"));
    JsonNode head = client.send(client.request("/api/modelyard/1.0/events/head", "GET", "")).json();
    String hash = head.path("hash").asText();
    Upkeep.verify(config, hash, out);
    assertThat(said())
        .contains(
            "verified: " + head.path("seq") + " events of the registry, 0 faults, head " + hash);
    bytes.reset();
    String gone = "1".repeat(64);
    assertThat(Upkeep.verify(config, gone, out)).isEqualTo(1);
    assertThat(said()).contains("no event has the hash " + gone, "1 faults");
  }
}
