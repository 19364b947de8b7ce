package dev.modelyard.server.metrics;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.error.ApiException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles latest values in the background: those of a run soon after it ends, all others when they
 * were not written for a while. Searches are right before and after; settled values only make them
 * faster. Every replica may do it at the same time. Thread-safe.
 */
public final class Settler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Settler.class);

  /** How long a value must lie unchanged when its run does not end. */
  public static final Duration IDLE = Duration.ofMinutes(1);

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(20);
  private static final int RUNS_AT_A_TIME = 200;
  private static final int VALUES_AT_A_TIME = 10_000;

  private final Database database;
  private final InstantSource clock;

  /** Runs that ended here; what does not fit, or is lost with the process, the sweep finds. */
  private final BlockingQueue<UUID> ended = new ArrayBlockingQueue<>(50_000);

  private @Nullable Thread thread;

  public Settler(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Begins to work in a thread of its own. */
  public Settler start() {
    Thread worker = new Thread(this::work, "settler");
    worker.setDaemon(true);
    worker.start();
    thread = worker;
    return this;
  }

  /** Tells that a run has ended; returns at once. */
  public void ended(UUID runId) {
    if (!ended.offer(runId)) {
      log.debug("too many runs end at once, the sweep will settle {}", runId);
    }
  }

  /** Settles now what was not written for {@code idle}. */
  void sweep(Duration idle) {
    long before = clock.millis() - idle.toMillis();
    database.statement(
        handle -> {
          SettleStore.settleIdle(handle, before, VALUES_AT_A_TIME);
          return before;
        });
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void work() {
    long nextSweep = System.nanoTime() + SWEEP_EVERY.toNanos();
    List<UUID> due = new ArrayList<>();
    try {
      while (true) {
        UUID first = ended.poll(nextSweep - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (first != null) {
          due.clear();
          due.add(first);
          ended.drainTo(due, RUNS_AT_A_TIME - 1);
        }
        try {
          if (first != null) {
            settle(due);
          }
          if (System.nanoTime() - nextSweep >= 0) {
            nextSweep = System.nanoTime() + SWEEP_EVERY.toNanos();
            sweep(IDLE);
          }
        } catch (ApiException away) {
          log.debug("settling put off: {}", away.getMessage());
        } catch (RuntimeException failure) {
          log.error("settling failed, will be tried again by the sweep", failure);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void settle(List<UUID> runIds) {
    List<UUID> copy = List.copyOf(runIds);
    database.statement(
        handle -> {
          SettleStore.settle(handle, copy);
          return copy;
        });
  }
}
