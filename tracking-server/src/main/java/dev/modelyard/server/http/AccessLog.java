package dev.modelyard.server.http;

import dev.modelyard.server.auth.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One INFO line per request: method, route template, status, time, request id, principal. Requests
 * that come in floods (log-metric, log-batch, probes) are summed into one line per second and
 * route, unless DEBUG is on: a line each would cost as much as the write. Never bodies, tokens or
 * names from users. Thread-safe.
 */
final class AccessLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger("modelyard.access");

  /** What was answered: method, route template, status. */
  record Answered(String method, String route, int status) {}

  private static final class Sum {
    final LongAdder count = new LongAdder();
    final LongAdder nanos = new LongAdder();
    final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
  }

  private final Map<Answered, Sum> sums = new ConcurrentHashMap<>();
  private final Thread writer = new Thread(this::writeEverySecond, "access-log");

  AccessLog() {
    writer.setDaemon(true);
    writer.start();
  }

  void write(Route.Kind kind, Answered answered, long nanos, String id, Principal principal) {
    if (kind.isLoggedSingly() || log.isDebugEnabled()) {
      log.info(
          "{} {} {} {} ms id={} by={}/{}",
          answered.method(),
          answered.route(),
          answered.status(),
          TimeUnit.NANOSECONDS.toMillis(nanos),
          id,
          principal.user(),
          principal.way());
    } else {
      Sum sum = sums.computeIfAbsent(answered, unknown -> new Sum());
      sum.count.increment();
      sum.nanos.add(nanos);
      sum.slowest.accumulate(nanos);
    }
  }

  @Override
  public void close() {
    writer.interrupt();
    writeSums();
  }

  private void writeEverySecond() {
    try {
      while (true) {
        Thread.sleep(1_000);
        writeSums();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeSums() {
    sums.forEach(
        (answered, sum) -> {
          long count = sum.count.sumThenReset();
          long nanos = sum.nanos.sumThenReset();
          long slowest = sum.slowest.getThenReset();
          if (count > 0) {
            log.info(
                "{} {} {} x{} mean {} us, slowest {} us",
                answered.method(),
                answered.route(),
                answered.status(),
                count,
                TimeUnit.NANOSECONDS.toMicros(nanos / count),
                TimeUnit.NANOSECONDS.toMicros(slowest));
          }
        });
  }
}
