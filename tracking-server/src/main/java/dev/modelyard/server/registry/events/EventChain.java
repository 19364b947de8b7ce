package dev.modelyard.server.registry.events;

import dev.modelyard.server.wire.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * How events prove each other: the hash of one is the SHA-256 over the hash before it (32 bytes),
 * its number (8 bytes, big-endian) and its text in UTF-8. Whoever has the last hash has proof of
 * all that came before.
 */
final class EventChain {
  private EventChain() {}

  /** Stands for what was before the first event. */
  static final String NOTHING = "0".repeat(64);

  /** The hash of an event, in lower-case hex as {@code previous}. */
  static String hash(String previous, long seq, String body) {
    MessageDigest sha256 = Sha256.digest();
    sha256.update(HexFormat.of().parseHex(previous));
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(seq).array());
    return HexFormat.of().formatHex(sha256.digest(body.getBytes(StandardCharsets.UTF_8)));
  }
}
