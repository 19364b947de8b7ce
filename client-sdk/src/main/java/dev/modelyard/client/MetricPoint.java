package dev.modelyard.client;

import dev.modelyard.client.wire.Json;

/** A point of a metric as the server has it. Immutable. */
public final class MetricPoint {
  private final String key;
  private final double value;
  private final long step;
  private final long timeMillis;

  private MetricPoint(String key, double value, long step, long timeMillis) {
    this.key = key;
    this.value = value;
    this.step = step;
    this.timeMillis = timeMillis;
  }

  static MetricPoint of(Json json) {
    return new MetricPoint(
        json.get("key").text(""),
        json.get("value").real(),
        json.get("step").number(0),
        json.get("timestamp").number(0));
  }

  public String key() {
    return key;
  }

  /** The value; infinities come back as the largest doubles, as the wire spells them. */
  public double value() {
    return value;
  }

  public long step() {
    return step;
  }

  /** Milliseconds since the epoch. */
  public long timeMillis() {
    return timeMillis;
  }

  @Override
  public String toString() {
    return key + "=" + value + " at step " + step;
  }
}
