package dev.modelyard.server.db;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Ids that begin with the time (version 7 of RFC 9562), so that new rows stand side by side in the
 * indexes; the rest is random and cannot be guessed. Thread-safe.
 */
public final class TimedIds {
  private static final SecureRandom RANDOM = new SecureRandom();

  private TimedIds() {}

  public static UUID next(InstantSource clock) {
    long random = RANDOM.nextLong();
    long high = (clock.millis() << 16) | 0x7000L | (random & 0x0fffL);
    long low = (RANDOM.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
