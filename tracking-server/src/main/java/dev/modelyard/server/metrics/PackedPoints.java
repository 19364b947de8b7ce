package dev.modelyard.server.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The points of one request, packed for one row of {@code metric_log}, with what the tables keep
 * beside the body. Immutable; the arrays are handed out as they are and must not be changed.
 *
 * @param body the packed points, see {@link PackedBody}
 * @param count how many points the body holds
 * @param firstTimestamp the least timestamp among them
 * @param lastTimestamp the greatest
 * @param latest of each key its greatest point, keys ascending
 */
@SuppressWarnings("ArrayRecordComponent")
public record PackedPoints(
    byte[] body, int count, long firstTimestamp, long lastTimestamp, Latest latest) {

  /**
   * Columns, one entry per key: the point with the greatest (step, timestamp, value), the one that
   * MLflow calls the latest. A NaN stands as value 0 with its mark.
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Latest(
      String[] keys, long[] steps, long[] timestamps, double[] values, boolean[] nans) {}

  /** Packs at least one metric. */
  public static PackedPoints of(List<Metric> metrics) {
    Map<String, Points> byKey = new HashMap<>();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Metric metric : metrics) {
      byKey
          .computeIfAbsent(metric.key(), key -> new Points(16))
          .add(metric.timestamp(), metric.step(), metric.value());
      first = Math.min(first, metric.timestamp());
      last = Math.max(last, metric.timestamp());
    }
    // Keys go ascending, so that requests over the same keys take their locks in one order.
    var ordered = new TreeMap<>(byKey);
    return new PackedPoints(
        PackedBody.pack(ordered), metrics.size(), first, last, latestOf(ordered));
  }

  private static Latest latestOf(TreeMap<String, Points> byKey) {
    int n = byKey.size();
    var latest = new Latest(new String[n], new long[n], new long[n], new double[n], new boolean[n]);
    int i = 0;
    for (var entry : byKey.entrySet()) {
      Points points = entry.getValue();
      int at = points.latest();
      latest.keys[i] = entry.getKey();
      latest.steps[i] = points.step(at);
      latest.timestamps[i] = points.timestamp(at);
      latest.values[i] = Double.isNaN(points.value(at)) ? 0 : points.value(at);
      latest.nans[i] = Double.isNaN(points.value(at));
      i++;
    }
    return latest;
  }
}
