package dev.modelyard.server.runs.settle;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.measure.JobMeasures;
import dev.modelyard.server.runs.RunAnswer;
import dev.modelyard.server.runs.RunRow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles runs in the background. Latest values move to where they are indexed by value: those of a
 * run soon after it ends, all others when they were not written for a while. What was logged to an
 * ended run is written down ready to be sent. Searches are right before and after, only faster
 * after. Every replica may do it at the same time. Thread-safe, but one thread does the rounds.
 */
public final class Settler {
  private static final Logger log = LoggerFactory.getLogger(Settler.class);

  /** How long a value must lie unchanged when its run does not end. */
  public static final Duration IDLE = Duration.ofMinutes(1);

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(20);
  private static final int RUNS_AT_A_TIME = 200;
  private static final int VALUES_AT_A_TIME = 10_000;

  /** What one sweep writes down at most, so that it ends before the next. */
  private static final int BATCHES_A_SWEEP = 500;

  /** How far a backlog is counted. */
  private static final int BACKLOG_COUNTED = 100_000;

  private final Database database;
  private final JobMeasures measures;
  private final InstantSource clock;

  /** Runs that ended here; what does not fit, or is lost with the process, the sweep finds. */
  private final BlockingQueue<UUID> ended = new ArrayBlockingQueue<>(50_000);

  /** Known to whoever does the rounds alone. */
  private long nextSweep = System.nanoTime() + SWEEP_EVERY.toNanos();

  public Settler(Database database, JobMeasures measures, InstantSource clock) {
    this.database = database;
    this.measures = measures;
    this.clock = clock;
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
    database.transaction(
        handle -> {
          SettleStore.settleIdle(handle, before, VALUES_AT_A_TIME);
          return before;
        });
  }

  /** Writes down some ended runs that are not written down yet; false when there are none. */
  boolean document() {
    int written =
        database.transaction(
            handle -> {
              List<UUID> runIds = SettleStore.lockUndocumented(handle, RUNS_AT_A_TIME);
              if (!runIds.isEmpty()) {
                RunRow.Data data = RunRow.data(handle, runIds);
                List<String> documents =
                    runIds.stream().map(data::of).map(RunAnswer::document).toList();
                SettleStore.document(handle, runIds, documents);
              }
              return runIds.size();
            });
    measures.did(written);
    return written == RUNS_AT_A_TIME;
  }

  /** Waits for runs that end, at most until a sweep is due, and settles them or sweeps. */
  public void round() throws InterruptedException {
    UUID first = ended.poll(nextSweep - System.nanoTime(), TimeUnit.NANOSECONDS);
    long start = System.nanoTime();
    boolean success = false;
    try {
      if (first != null) {
        List<UUID> due = new ArrayList<>(List.of(first));
        ended.drainTo(due, RUNS_AT_A_TIME - 1);
        settle(due);
        document();
      }
      if (System.nanoTime() - nextSweep >= 0) {
        nextSweep = System.nanoTime() + SWEEP_EVERY.toNanos();
        sweep(IDLE);
        for (int batch = 0; batch < BATCHES_A_SWEEP && document(); batch++) {
          // until all are written down
        }
        measures.left(database.statement(h -> SettleStore.countUndocumented(h, BACKLOG_COUNTED)));
      }
      success = true;
    } catch (ApiException away) {
      log.debug("settling put off: {}", away.getMessage());
    } catch (RuntimeException failure) {
      log.error("settling failed, will be tried again by the sweep", failure);
    }
    measures.ended(start, success);
  }

  private void settle(List<UUID> runIds) {
    database.transaction(
        handle -> {
          SettleStore.settle(handle, runIds);
          return runIds;
        });
  }
}
