package dev.modelyard.server.runs.inputs;

import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.wire.FieldReader;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A checked request that tells which logged models a run wrote. */
record LoggedOutputs(UUID runId, List<ModelLink> models) {
  LoggedOutputs {
    models = ModelLink.lastOfEach(models);
  }

  static LoggedOutputs read(FieldReader in) {
    String runId = null;
    @Nullable List<ModelLink> models = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "run_id" -> runId = in.string();
        case "models" -> models = in.objects(ModelLink::read);
        default -> in.skip();
      }
    }
    UUID id = RunIds.require(in.requireText(runId, "run_id"));
    return new LoggedOutputs(id, in.require(models, "models"));
  }
}
