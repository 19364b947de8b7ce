package dev.modelyard.server.fetch;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to go on trying: until nothing has come for as long as was allowed. Waits grow, and
 * differ at random, so that many clients do not come back all at once. One per piece of work.
 */
final class Patience {
  private static final long FIRST_MILLIS = 200;
  private static final long LONGEST_MILLIS = 10_000;

  private final Duration most;
  private long lastProgress = System.nanoTime();
  private long wait = FIRST_MILLIS;

  Patience(Duration most) {
    this.most = most;
  }

  /** Something has come. */
  void progress() {
    lastProgress = System.nanoTime();
    wait = FIRST_MILLIS;
  }

  /** Waits before the next try, or gives up. */
  void await(Transient failure) {
    long left = most.minusNanos(System.nanoTime() - lastProgress).toMillis();
    if (left <= 0) {
      throw new FetchException(
          ExitCode.AWAY, failure.getMessage() + "; gave up after " + most.toSeconds() + " s");
    }
    long random = ThreadLocalRandom.current().nextLong(wait / 2, wait + 1);
    wait = Math.min(2 * wait, LONGEST_MILLIS);
    sleep(Math.min(left, Math.max(random, failure.retryAfter().toMillis())));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FetchException(ExitCode.OTHER, "Interrupted");
    }
  }
}
