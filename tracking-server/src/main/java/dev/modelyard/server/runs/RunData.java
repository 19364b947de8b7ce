package dev.modelyard.server.runs;

import dev.modelyard.server.metrics.Metric;
import java.util.ArrayList;
import java.util.List;

/** What was logged to a run: the latest point of each metric, params, tags; each by key. */
public record RunData(List<Metric> metrics, List<Param> params, List<Tag> tags) {
  /** Lists to be filled. */
  static RunData empty() {
    return new RunData(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /** Adds a metric, in place of the last one if that has the same key. */
  void addLatest(Metric metric) {
    int last = metrics.size() - 1;
    if (last >= 0 && metrics.get(last).key().equals(metric.key())) {
      metrics.set(last, metric);
    } else {
      metrics.add(metric);
    }
  }
}
