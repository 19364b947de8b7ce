package dev.modelyard.server.runs.inputs;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ExperimentIds;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import java.util.List;

/** The calls that tell what runs read and wrote, and which datasets experiments have. */
public final class InputRoutes {
  private static final int MOST_EXPERIMENTS = 20;

  private final Inputs inputs;

  public InputRoutes(Inputs inputs) {
    this.inputs = inputs;
  }

  public void register(Api api) {
    Calls calls = api.under(Prefix.MLFLOW_2);
    calls.large().post("runs/log-inputs", Permission.LOG, LoggedInputs::read, this::logInputs);
    calls.post("runs/outputs", Permission.LOG, LoggedOutputs::read, this::logOutputs);
    api.under(Prefix.AJAX_2)
        .post(
            "experiments/search-datasets",
            Permission.READ,
            InputRoutes::experiments,
            this::datasets);
  }

  private Answer logInputs(LoggedInputs request) {
    inputs.log(request);
    return Answer.EMPTY;
  }

  private Answer logOutputs(LoggedOutputs request) {
    inputs.log(request);
    return Answer.EMPTY;
  }

  private static List<String> experiments(FieldReader in) {
    List<String> ids = List.of();
    for (String field = in.next(); field != null; field = in.next()) {
      if (field.equals("experiment_ids")) {
        ids = in.strings();
      } else {
        in.skip();
      }
    }
    if (ids.isEmpty() || ids.size() > MOST_EXPERIMENTS) {
      throw ApiException.invalid(
          "A search of datasets must name from 1 to "
              + MOST_EXPERIMENTS
              + " experiment_ids, this one names "
              + ids.size());
    }
    return ids;
  }

  private Answer datasets(List<String> experiments) {
    long[] ids = experiments.stream().mapToLong(ExperimentIds::parse).toArray();
    List<DatasetSummary> summaries = inputs.summaries(ids);
    return out -> {
      out.writeStartObject();
      if (!summaries.isEmpty()) {
        out.writeArrayFieldStart("dataset_summaries");
        for (DatasetSummary summary : summaries) {
          out.writeStartObject();
          out.writeStringField("experiment_id", Long.toString(summary.experimentId()));
          out.writeStringField("name", summary.name());
          out.writeStringField("digest", summary.digest());
          if (summary.context() != null) {
            out.writeStringField("context", summary.context());
          }
          out.writeEndObject();
        }
        out.writeEndArray();
      }
      out.writeEndObject();
    };
  }
}
