package dev.modelyard.server.postgres;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for other processes, which nobody reports to us. */
final class Waiting {
  private static final long STEP_MILLIS = 20;

  private Waiting() {}

  /**
   * Waits until something holds, at most for a while; says whether it holds. An interrupt does not
   * cut it short: it is used while stopping, and what is half stopped helps nobody.
   */
  static boolean until(BooleanSupplier holds, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    boolean interrupted = false;
    try {
      while (!holds.getAsBoolean()) {
        if (System.nanoTime() - end >= 0) {
          return false;
        }
        try {
          Thread.sleep(STEP_MILLIS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
