package dev.modelyard.server.runs;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Run ids: uuids, on the wire as 32 lower-case hex digits. New ones begin with the time (version 7
 * of RFC 9562), so that new rows stand side by side in the indexes. Thread-safe.
 */
public final class RunIds {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final InstantSource clock;

  public RunIds(InstantSource clock) {
    this.clock = clock;
  }

  UUID next() {
    long random = RANDOM.nextLong();
    long high = (clock.millis() << 16) | 0x7000L | (random & 0x0fffL);
    long low = (RANDOM.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /** As the wire spells it. */
  public static String wire(UUID id) {
    return HexFormat.of().toHexDigits(id.getMostSignificantBits())
        + HexFormat.of().toHexDigits(id.getLeastSignificantBits());
  }

  /** The id that {@code text} spells, or empty: any other text names no run. */
  public static Optional<UUID> parse(String text) {
    if (text.length() != 32) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new UUID(
            HexFormat.fromHexDigitsToLong(text, 0, 16),
            HexFormat.fromHexDigitsToLong(text, 16, 32)));
  }

  /** The id that {@code text} spells; any other text is an unknown run. */
  static UUID require(String text) {
    return parse(text).orElseThrow(() -> unknown(Texts.excerpt(text)));
  }

  /** Says that there is no such run. */
  static ApiException unknown(String id) {
    return ApiException.notFound("Run with id=" + id + " not found");
  }
}
