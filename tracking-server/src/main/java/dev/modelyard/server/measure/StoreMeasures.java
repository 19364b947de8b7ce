package dev.modelyard.server.measure;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the store of artifacts tells: how long it takes, and how much it moves. Thread-safe. */
public final class StoreMeasures {
  /** What is asked of the store. */
  public enum Operation {
    WRITE,
    READ,
    OPEN,
    DELETE
  }

  private final Map<Operation, Timer> succeeded = new EnumMap<>(Operation.class);
  private final Map<Operation, Timer> failed = new EnumMap<>(Operation.class);
  private final Counter written;
  private final Counter read;

  StoreMeasures(MeterRegistry registry) {
    for (Operation operation : Operation.values()) {
      succeeded.put(operation, timer(registry, operation, "ok"));
      failed.put(operation, timer(registry, operation, "failed"));
    }
    written = bytes(registry, "written");
    read = bytes(registry, "read");
  }

  private static Timer timer(MeterRegistry registry, Operation operation, String outcome) {
    return Timer.builder("modelyard.store")
        .description("Time that the store of artifacts took, without its callers' own")
        .tag("operation", operation.name().toLowerCase(Locale.ROOT))
        .tag("outcome", outcome)
        .serviceLevelObjectives(Measures.BUCKETS)
        .register(registry);
  }

  private static Counter bytes(MeterRegistry registry, String direction) {
    return Counter.builder("modelyard.store")
        .description("Bytes moved to and from the store of artifacts")
        .baseUnit("bytes")
        .tag("direction", direction)
        .register(registry);
  }

  /** Tells of one operation and the nanoseconds that the store took. */
  public void ended(Operation operation, boolean success, long nanos) {
    Timer timer = (success ? succeeded : failed).get(operation);
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Counts bytes that went into the store. */
  public void wrote(long bytes) {
    written.increment((double) bytes);
  }

  /** Counts bytes that came from the store. */
  public void read(long bytes) {
    read.increment((double) bytes);
  }
}
