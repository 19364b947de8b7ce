package dev.modelyard.server.runs.inputs;

import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.wire.FieldReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A checked request that tells what a run read.
 *
 * @param datasets each name and digest once: of repeats the first counts, as on MLflow
 * @param models ids of logged models, which need not be there
 */
record LoggedInputs(UUID runId, List<DatasetInput> datasets, List<ModelLink> models) {
  LoggedInputs {
    Map<List<String>, DatasetInput> byIdentity = new LinkedHashMap<>();
    for (DatasetInput dataset : datasets) {
      byIdentity.putIfAbsent(List.of(dataset.name(), dataset.digest()), dataset);
    }
    datasets = List.copyOf(byIdentity.values());
    models = ModelLink.lastOfEach(models);
  }

  static LoggedInputs read(FieldReader in) {
    String runId = null;
    List<DatasetInput> datasets = List.of();
    List<ModelLink> models = List.of();
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "run_id" -> runId = in.string();
        case "datasets" -> datasets = in.objects(DatasetInput::read);
        case "models" -> models = in.objects(ModelLink::read);
        default -> in.skip();
      }
    }
    return new LoggedInputs(RunIds.require(in.requireText(runId, "run_id")), datasets, models);
  }
}
