package dev.modelyard.server.postgres;

import dev.modelyard.server.error.StartupException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a postmaster running at one port from {@link #start} to {@link #close}: starts it, and
 * starts it again when it dies.
 *
 * <p>All of that happens in one thread that lives until then, since the kernel stops the postmaster
 * not at the end of the process that started it, but at the end of the thread.
 */
final class PostmasterKeeper implements AutoCloseable {
  /** How a postmaster is started. */
  interface Launcher {
    Postmaster launch(int port) throws IOException;
  }

  private static final Logger log = LoggerFactory.getLogger(PostmasterKeeper.class);

  private static final int FIRST_ATTEMPTS = 8;
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration STABLE = Duration.ofMinutes(1);

  private final Launcher launcher;
  private final LeftOverProcesses leftOvers;
  private final PostgresLog postgresLog;
  private final IntSupplier freePort;
  private final Thread thread = new Thread(this::run, "postgres-keeper");
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Object lock = new Object();
  private @Nullable Postmaster current;

  private PostmasterKeeper(
      Launcher launcher,
      LeftOverProcesses leftOvers,
      PostgresLog postgresLog,
      IntSupplier freePort) {
    this.launcher = launcher;
    this.leftOvers = leftOvers;
    this.postgresLog = postgresLog;
    this.freePort = freePort;
    thread.setDaemon(true);
  }

  /**
   * Returns when the postmaster answers queries.
   *
   * @throws StartupException with the last lines of its log, if it does not start
   */
  static PostmasterKeeper start(
      Launcher launcher,
      LeftOverProcesses leftOvers,
      PostgresLog postgresLog,
      IntSupplier freePort) {
    PostmasterKeeper keeper = new PostmasterKeeper(launcher, leftOvers, postgresLog, freePort);
    keeper.thread.start();
    try {
      keeper.port.get();
      return keeper;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StartupException expected
          ? expected
          : new IllegalStateException("PostgreSQL can not be started", e.getCause());
    } catch (InterruptedException e) {
      keeper.close();
      Thread.currentThread().interrupt();
      throw new StartupException("Interrupted while PostgreSQL was starting.");
    }
  }

  int port() {
    return port.join();
  }

  /** Stops the postmaster for good and returns when none of its processes is left. */
  @Override
  public void close() {
    Postmaster running;
    synchronized (lock) {
      closing.countDown();
      running = current;
    }
    if (running != null) {
      running.stop();
    }
    Waiting.until(() -> !thread.isAlive(), LONGEST_PAUSE);
    leftOvers.awaitOrphans();
  }

  private void run() {
    try {
      startFirst();
    } catch (InterruptedException | RuntimeException e) {
      port.completeExceptionally(e);
      return;
    }
    try {
      keep();
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; should it happen, the kernel stops the postmaster with us.
      Thread.currentThread().interrupt();
    }
  }

  private void startFirst() throws InterruptedException {
    Duration pause = SHORTEST_PAUSE;
    for (int attempt = 1; !isClosing(); attempt++) {
      int candidate = freePort.getAsInt();
      Postmaster postmaster = launchFirst(candidate);
      if (postmaster == null || postmaster.awaitReady()) {
        port.complete(candidate);
        return;
      }
      leftOvers.awaitOrphans();
      String said = postgresLog.lastLines();
      boolean passing =
          !FreePort.isFree(candidate) || said.contains("pre-existing shared memory block");
      if (!passing || attempt == FIRST_ATTEMPTS) {
        throw new StartupException("The embedded PostgreSQL does not start:\n" + said);
      }
      closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      pause = longer(pause);
    }
  }

  private @Nullable Postmaster launchFirst(int atPort) {
    try {
      return launch(atPort);
    } catch (IOException e) {
      throw new StartupException("The embedded PostgreSQL can not be started (" + e + ").");
    }
  }

  private void keep() throws InterruptedException {
    Duration pause = SHORTEST_PAUSE;
    while (true) {
      long since = System.nanoTime();
      awaitEndOfCurrent();
      if (System.nanoTime() - since >= STABLE.toNanos()) {
        pause = SHORTEST_PAUSE;
      }
      do {
        if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        // Grows even when the start succeeds: PostgreSQL may die again at once.
        pause = longer(pause);
      } while (!startAgain());
    }
  }

  private void awaitEndOfCurrent() throws InterruptedException {
    Postmaster postmaster = current();
    while (postmaster != null && !postmaster.awaitEnd(STABLE)) {
      postgresLog.prune();
    }
    if (postmaster != null && !isClosing()) {
      log.warn(
          "PostgreSQL (pid {}) has died with exit code {}; starting it again. Its last lines:\n{}",
          postmaster.pid(),
          postmaster.exitCode(),
          postgresLog.lastLines());
    }
  }

  /** True when it is back, or when it is not wanted any more. */
  private boolean startAgain() throws InterruptedException {
    try {
      leftOvers.end();
      Postmaster postmaster = launch(port());
      if (postmaster == null) {
        return true;
      }
      if (postmaster.awaitReady()) {
        log.info("PostgreSQL is back (pid {}, port {})", postmaster.pid(), port());
        return true;
      }
      if (isClosing()) {
        return true;
      }
      log.warn("PostgreSQL did not come back; trying again:\n{}", postgresLog.lastLines());
    } catch (IOException | RuntimeException e) {
      log.warn("PostgreSQL can not be started; trying again", e);
    }
    return false;
  }

  /** Null when closing: either close() sees the new postmaster, or there is none. */
  private @Nullable Postmaster launch(int atPort) throws IOException {
    postgresLog.prune();
    synchronized (lock) {
      if (isClosing()) {
        return null;
      }
      Postmaster postmaster = launcher.launch(atPort);
      current = postmaster;
      return postmaster;
    }
  }

  private @Nullable Postmaster current() {
    synchronized (lock) {
      return current;
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }
}
