package dev.modelyard.server.measure;

import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What the way to the database tells: its pool, what was tried again, what failed. Thread-safe. */
public final class DatabaseMeasures {
  /** Why the database did not do what a caller wanted. */
  public enum Failure {
    /** It is away, full, or no connection came free. */
    UNAVAILABLE,
    /** It took too long. */
    TIMEOUT,
    /** A table or column is missing. */
    SCHEMA
  }

  private final MetricsTrackerFactory pool;
  private final Counter retries;
  private final Map<Failure, Counter> failures = new EnumMap<>(Failure.class);

  DatabaseMeasures(MeterRegistry registry) {
    pool = new MicrometerMetricsTrackerFactory(registry);
    retries =
        Counter.builder("modelyard.database.retries")
            .description("Transactions tried again after they lost against others")
            .register(registry);
    for (Failure failure : Failure.values()) {
      failures.put(
          failure,
          Counter.builder("modelyard.database.failures")
              .description("Statements and transactions that the database did not do")
              .tag("reason", failure.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** What the connection pool reports to. */
  public MetricsTrackerFactory pool() {
    return pool;
  }

  /** Counts a transaction that lost against others and is tried again. */
  public void retried() {
    retries.increment();
  }

  /** Counts what the database did not do. */
  public void failed(Failure failure) {
    Counter counter = failures.get(failure);
    if (counter != null) {
      counter.increment();
    }
  }
}
