package dev.modelyard.server.runs.activity;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ExperimentIds;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.MaxResults;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose activity is asked for.
 *
 * @param experimentIds these experiments, deleted ones too; null for the active ones in which most
 *     lately a run began
 * @param most how many experiments to tell of at most
 */
record ActivityRequest(@Nullable List<Long> experimentIds, int most) {
  private static final int MAX_EXPERIMENTS = 100;
  private static final int DEFAULT_EXPERIMENTS = 20;

  ActivityRequest {
    experimentIds = experimentIds == null ? null : List.copyOf(experimentIds);
  }

  static ActivityRequest read(FieldReader in) {
    List<String> ids = List.of();
    Long most = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "experiment_ids" -> ids = in.strings();
        case "max_results" -> most = in.int64();
        default -> in.skip();
      }
    }
    if (ids.size() > MAX_EXPERIMENTS) {
      throw ApiException.invalid(
          "Too many values of 'experiment_ids': " + ids.size() + "; at most " + MAX_EXPERIMENTS);
    }
    return ids.isEmpty()
        ? new ActivityRequest(
            null, most == null ? DEFAULT_EXPERIMENTS : MaxResults.upTo(MAX_EXPERIMENTS, most))
        : new ActivityRequest(
            ids.stream().flatMap(ExperimentIds::forSearch).distinct().toList(), MAX_EXPERIMENTS);
  }
}
