package dev.modelyard.server.metrics;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A point that is logged of a model, not only of a run.
 *
 * @param modelId as the wire spells it; such a model need not exist
 * @param datasetName empty when the point is of no dataset
 * @param datasetDigest empty when, and only when, the name is
 */
public record ModelMetric(Metric metric, String modelId, String datasetName, String datasetDigest) {
  private static final int MAX_NAME = 500;
  private static final int MAX_DIGEST = 36;

  /** Checks what the wire gave beside {@code metric}; empty when it names no model. */
  static Optional<ModelMetric> of(
      Metric metric,
      @Nullable String modelId,
      @Nullable String datasetName,
      @Nullable String datasetDigest) {
    String name = datasetName == null ? "" : datasetName;
    String digest = datasetDigest == null ? "" : datasetDigest;
    if (name.isEmpty() != digest.isEmpty()) {
      throw ApiException.invalid(
          "Both dataset_name and dataset_digest must be provided if one is provided");
    }
    Texts.atMost(MAX_NAME, name, "The dataset's name");
    Texts.atMost(MAX_DIGEST, digest, "The dataset's digest");
    return modelId == null || modelId.isEmpty()
        ? Optional.empty()
        : Optional.of(new ModelMetric(metric, modelId, name, digest));
  }
}
