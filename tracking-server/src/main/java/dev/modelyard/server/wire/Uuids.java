package dev.modelyard.server.wire;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * The ids that the server makes: uuids, on the wire as 32 lower-case hex digits. New ones begin
 * with the time (version 7 of RFC 9562), so that new rows stand side by side in the indexes.
 */
public final class Uuids {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Uuids() {}

  /** A new id of the given time. */
  public static UUID next(long millis) {
    long random = RANDOM.nextLong();
    long high = (millis << 16) | 0x7000L | (random & 0x0fffL);
    long low = (RANDOM.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /** As the wire spells it. */
  public static String hex(UUID id) {
    return HexFormat.of().toHexDigits(id.getMostSignificantBits())
        + HexFormat.of().toHexDigits(id.getLeastSignificantBits());
  }

  /** The id that the 32 digits spell; any other text spells none. */
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
}
