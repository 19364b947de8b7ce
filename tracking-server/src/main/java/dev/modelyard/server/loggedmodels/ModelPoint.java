package dev.modelyard.server.loggedmodels;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.metrics.Metric;
import dev.modelyard.server.wire.Uuids;
import java.io.IOException;
import java.util.UUID;

/** A point that a run logged of a model; without a dataset both of its texts are empty. */
record ModelPoint(Metric metric, UUID runId, String datasetName, String datasetDigest) {
  /** Writes the point as it stands in the data of its model. */
  void writeTo(JsonGenerator out, String modelId) throws IOException {
    out.writeStartObject();
    metric.writeFieldsTo(out);
    if (!datasetName.isEmpty()) {
      out.writeStringField("dataset_name", datasetName);
      out.writeStringField("dataset_digest", datasetDigest);
    }
    out.writeStringField("model_id", modelId);
    out.writeStringField("run_id", Uuids.hex(runId));
    out.writeEndObject();
  }
}
