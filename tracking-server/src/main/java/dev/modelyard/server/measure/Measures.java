package dev.modelyard.server.measure;

import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All figures that the server tells of itself. Labels come from closed sets (route templates,
 * methods, status classes), never from what users send. Thread-safe.
 *
 * <ul>
 *   <li>{@code modelyard_request_seconds{method,route,status}}: time to answer, with buckets
 *   <li>{@code hikaricp_connections*}: the connection pool
 *   <li>{@code jvm_*}, {@code process_*}, {@code system_*}: the Java process
 * </ul>
 */
public final class Measures implements AutoCloseable {
  private static final String REQUEST = "modelyard.request";

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private record RequestKey(String method, String route, int statusClass) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final Map<RequestKey, Timer> requests = new ConcurrentHashMap<>();

  public Measures() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  /** Counts one answered request. */
  public void request(String method, String route, int status, long nanos) {
    requests
        .computeIfAbsent(new RequestKey(method, route, status / 100), this::requestTimer)
        .record(Duration.ofNanos(nanos));
  }

  /** What the connection pool reports to. */
  public MetricsTrackerFactory pool() {
    return new MicrometerMetricsTrackerFactory(registry);
  }

  /** All figures in Prometheus' text form. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }

  private Timer requestTimer(RequestKey key) {
    return Timer.builder(REQUEST)
        .description("Time to answer a request")
        .tag("method", key.method())
        .tag("route", key.route())
        .tag("status", key.statusClass() + "xx")
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
