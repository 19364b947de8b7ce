package dev.modelyard.client.spool;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Work on files by a thread that may be interrupted, since it is the training's: the JDK closes the
 * file then and the work fails, though nothing is wrong with the disk.
 */
public final class Uninterrupted {
  private Uninterrupted() {}

  /** Work that can be done again from its start. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  /** Does the work, and leaves the interrupt to whoever waits for it. */
  public static <T> T call(Work<T> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return work.run();
        } catch (ClosedByInterruptException again) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
