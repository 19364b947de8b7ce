package dev.modelyard.client.send;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** Longer and longer pauses between attempts, so drawn that many clients do not return at once. */
final class BackOff {
  private static final long LONGEST_WISH_SECONDS = 300;

  private final Pace pace;
  private Duration next;

  BackOff(Pace pace) {
    this.pace = pace;
    this.next = pace.firstPause();
  }

  void reset() {
    next = pace.firstPause();
  }

  /** The pause after one more failure; the server's own wish counts when it is longer. */
  Duration pause(OptionalLong retryAfterSeconds) {
    long millis = Math.max(1, next.toMillis());
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(pace.longestPause()) > 0 ? pace.longestPause() : doubled;
    Duration drawn = Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis));
    Duration wish = Duration.ofSeconds(Math.min(LONGEST_WISH_SECONDS, retryAfterSeconds.orElse(0)));
    return wish.compareTo(drawn) > 0 ? wish : drawn;
  }
}
