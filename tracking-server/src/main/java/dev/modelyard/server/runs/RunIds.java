package dev.modelyard.server.runs;

import dev.modelyard.server.db.TimedIds;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Run ids: uuids, on the wire as 32 lower-case hex digits. New ones begin with the time, see {@link
 * TimedIds}. Thread-safe.
 */
public final class RunIds {
  private final InstantSource clock;

  public RunIds(InstantSource clock) {
    this.clock = clock;
  }

  UUID next() {
    return TimedIds.next(clock);
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
