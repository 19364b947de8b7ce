package dev.modelyard.server.measure;

import io.micrometer.core.instrument.Gauge;
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
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * All figures that the server tells of itself; docs/metrics.md lists them. Labels come from closed
 * sets (route templates, methods, status classes), never from what users send. Thread-safe.
 */
public final class Measures implements AutoCloseable {
  private static final String REQUEST = "modelyard.request";

  static final Duration[] BUCKETS = {
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

  private record RequestKey(String kind, String method, String route, int statusClass) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final Map<RequestKey, Timer> requests = new ConcurrentHashMap<>();
  private final DatabaseMeasures database = new DatabaseMeasures(registry);

  public Measures() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  /** Counts one answered request of a kind of route. */
  public void request(String kind, String method, String route, int status, long nanos) {
    requests
        .computeIfAbsent(new RequestKey(kind, method, route, status / 100), this::requestTimer)
        .record(Duration.ofNanos(nanos));
  }

  /** What the way to the database reports to. */
  public DatabaseMeasures database() {
    return database;
  }

  /** What the store of artifacts reports to. */
  public StoreMeasures store() {
    return new StoreMeasures(registry);
  }

  /** What a background job of that name reports to. */
  public JobMeasures job(String name) {
    return new JobMeasures(registry, name);
  }

  /** Tells which version runs. */
  public void version(String version) {
    Gauge.builder("modelyard.build.info", () -> 1)
        .description("Always 1; the label says which version runs")
        .tag("version", version)
        .register(registry);
  }

  /** Tells whether requests should be sent here. */
  public void readiness(BooleanSupplier ready) {
    Gauge.builder("modelyard.ready", () -> ready.getAsBoolean() ? 1 : 0)
        .description("1 while /ready answers 200")
        .register(registry);
  }

  /** Tells how many requests are being answered. */
  public void underWay(IntSupplier requests) {
    Gauge.builder("modelyard.requests.under.way", requests::getAsInt)
        .description("Requests being answered now, feeds among them")
        .register(registry);
  }

  /** Tells how many callers follow changes. */
  public void watchers(IntSupplier watchers) {
    Gauge.builder("modelyard.feed.watchers", watchers::getAsInt)
        .description("Callers who follow changes")
        .register(registry);
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
        .tag("kind", key.kind())
        .tag("method", key.method())
        .tag("route", key.route())
        .tag("status", key.statusClass() + "xx")
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
