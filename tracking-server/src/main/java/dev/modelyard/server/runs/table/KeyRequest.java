package dev.modelyard.server.runs.table;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ExperimentIds;
import dev.modelyard.server.wire.FieldReader;
import java.util.List;

/** Of which experiments the keys are asked for. */
record KeyRequest(List<Long> experimentIds) {
  private static final int MAX_EXPERIMENTS = 100;

  KeyRequest {
    experimentIds = List.copyOf(experimentIds);
  }

  static KeyRequest read(FieldReader in) {
    List<String> ids = List.of();
    for (String field = in.next(); field != null; field = in.next()) {
      if (field.equals("experiment_ids")) {
        ids = in.strings();
      } else {
        in.skip();
      }
    }
    return of(ids);
  }

  static KeyRequest of(List<String> ids) {
    if (ids.isEmpty()) {
      throw ApiException.invalid("Missing value for required parameter 'experiment_ids'");
    }
    if (ids.size() > MAX_EXPERIMENTS) {
      throw ApiException.invalid(
          "Too many values of 'experiment_ids': " + ids.size() + "; at most " + MAX_EXPERIMENTS);
    }
    return new KeyRequest(ids.stream().flatMap(ExperimentIds::forSearch).distinct().toList());
  }
}
