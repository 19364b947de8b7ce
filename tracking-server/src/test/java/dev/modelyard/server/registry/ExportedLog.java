package dev.modelyard.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The log of changes as anybody can check it who has nothing but the export and its description.
 */
final class ExportedLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ExportedLog() {}

  /** An event that follows the one before. */
  record Entry(long seq, String hash, JsonNode body) {}

  /** The whole log; fails unless each event proves the one before and no time goes back. */
  static List<Entry> verified(Client client) {
    Reply reply = client.send(client.request("/api/modelyard/1.0/events/export", "GET", ""));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/x-ndjson");
    List<Entry> entries = new ArrayList<>();
    String previous = "0".repeat(64);
    long time = 0;
    for (String line : reply.body().lines().toList()) {
      JsonNode event = read(line);
      String body = event.path("body").asText();
      assertThat(event.path("seq").asLong()).isEqualTo(entries.size() + 1);
      assertThat(event.path("prev_hash").asText()).isEqualTo(previous);
      previous = hash(previous, event.path("seq").asLong(), body);
      assertThat(event.path("hash").asText()).isEqualTo(previous);
      entries.add(new Entry(event.path("seq").asLong(), previous, read(body)));
      long next = read(body).path("time").asLong();
      assertThat(next).isGreaterThanOrEqualTo(time);
      time = next;
    }
    return entries;
  }

  private static String hash(String previous, long seq, String body) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(HexFormat.of().parseHex(previous));
      sha256.update(ByteBuffer.allocate(8).putLong(seq).array());
      return HexFormat.of().formatHex(sha256.digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
