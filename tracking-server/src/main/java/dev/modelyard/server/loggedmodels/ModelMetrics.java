package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.metrics.ModelMetric;
import dev.modelyard.server.wire.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Points that runs log of models. */
public final class ModelMetrics {
  private ModelMetrics() {}

  /**
   * Keeps points that a run logs of models, within the transaction that {@code handle} is in. An
   * exact repeat changes nothing; a deleted model takes points as well, as on MLflow. Throws when
   * one of the models is not there, so that the transaction leaves no trace.
   */
  public static void log(Handle handle, UUID runId, List<ModelMetric> points) {
    List<UUID> models = new ArrayList<>();
    for (ModelMetric point : points) {
      models.add(LoggedModelIds.parse(point.modelId()).orElseThrow(() -> unknown(point.modelId())));
    }
    ModelMetricStore.insert(handle, runId, models, points)
        .ifPresent(
            missing -> {
              throw unknown(LoggedModelIds.wire(missing));
            });
  }

  private static ApiException unknown(String modelId) {
    return ApiException.invalid(
        "Invalid value for 'model_id': there is no logged model '" + Texts.excerpt(modelId) + "'");
  }
}
