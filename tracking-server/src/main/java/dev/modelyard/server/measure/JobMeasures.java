package dev.modelyard.server.measure;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What one background job tells of its rounds. Thread-safe. */
public final class JobMeasures {
  private final Timer succeeded;
  private final Timer failed;
  private final Counter items;
  private final AtomicLong backlog = new AtomicLong();
  private final AtomicLong lastSuccess = new AtomicLong(System.currentTimeMillis());

  JobMeasures(MeterRegistry registry, String job) {
    succeeded = rounds(registry, job, "ok");
    failed = rounds(registry, job, "failed");
    items =
        Counter.builder("modelyard.job.items")
            .description("What background jobs have done: runs settled, files collected")
            .tag("worker", job)
            .register(registry);
    Gauge.builder("modelyard.job.backlog", backlog::get)
        .description("What a job found still to do after its last round")
        .tag("worker", job)
        .register(registry);
    Gauge.builder("modelyard.job.last.success", () -> lastSuccess.get() / 1_000.0)
        .description("When a round last succeeded, since 1970; at first the server's start")
        .baseUnit("seconds")
        .tag("worker", job)
        .register(registry);
  }

  private static Timer rounds(MeterRegistry registry, String job, String outcome) {
    return Timer.builder("modelyard.job")
        .description("Rounds of background jobs")
        .tag("worker", job)
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Counts what was done. */
  public void did(long count) {
    items.increment((double) count);
  }

  /** Tells what is left to do. */
  public void left(long count) {
    backlog.set(count);
  }

  /** Ends a round that began at this {@link System#nanoTime}. */
  public void ended(long start, boolean success) {
    if (success) {
      lastSuccess.set(System.currentTimeMillis());
    }
    (success ? succeeded : failed).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }
}
