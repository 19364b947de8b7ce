package dev.modelyard.server.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a postmaster: at first it may roll back and write a checkpoint (fast shutdown), then it
 * must end at once and recover at the next start.
 */
final class Shutdown {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  private static final Duration FAST = Duration.ofSeconds(30);
  private static final Duration IMMEDIATE = Duration.ofSeconds(10);

  private Shutdown() {}

  /** Returns when {@code lives} says no, or when nothing more can be done. */
  static void stop(ProcessHandle postmaster, BooleanSupplier lives) {
    // Not ProcessHandle.destroy(): SIGTERM asks PostgreSQL to wait until every client has gone.
    if (lives.getAsBoolean() && !endsAfter(postmaster, "INT", lives, FAST)) {
      log.warn("PostgreSQL (pid {}) did not stop in {}", postmaster.pid(), FAST);
      if (!endsAfter(postmaster, "QUIT", lives, IMMEDIATE)) {
        postmaster.destroyForcibly();
        Waiting.until(() -> !lives.getAsBoolean(), IMMEDIATE);
      }
    }
  }

  private static boolean endsAfter(
      ProcessHandle postmaster, String signal, BooleanSupplier lives, Duration patience) {
    try {
      // The shell has kill built in; the program of that name is missing in small images.
      List<String> command = List.of("sh", "-c", "kill -" + signal + " " + postmaster.pid());
      Program.run(command, Path.of("/"));
    } catch (IOException e) {
      log.warn("SIG{} can not be sent to pid {}", signal, postmaster.pid(), e);
      return false;
    }
    return Waiting.until(() -> !lives.getAsBoolean(), patience);
  }
}
