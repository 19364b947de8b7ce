package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ExperimentIds;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.MadeUpNames;
import dev.modelyard.server.wire.Texts;
import java.util.List;

/**
 * A checked wish for a new logged model.
 *
 * @param sourceRunId the run that made it; only a text, as on MLflow, where no such run need exist
 * @param params each key once
 * @param tags each key once
 */
record CreateLoggedModel(
    long experimentId,
    String name,
    String modelType,
    String sourceRunId,
    List<ModelText> params,
    List<ModelText> tags) {
  private static final int MAX_NAME = 500;
  private static final int MAX_TYPE = 500;
  private static final int MAX_RUN_ID = 32;

  /** What stands for something else in a model's URI. */
  private static final String NOT_IN_NAMES = "/:.%\"'";

  static CreateLoggedModel read(FieldReader in) {
    String experimentId = null;
    String name = null;
    String modelType = null;
    String sourceRunId = null;
    List<ModelText> params = List.of();
    List<ModelText> tags = List.of();
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "experiment_id" -> experimentId = in.string();
        case "name" -> name = in.string();
        case "model_type" -> modelType = in.string();
        case "source_run_id" -> sourceRunId = in.string();
        case "params" -> params = ModelText.readAll(in, "params");
        case "tags" -> tags = ModelText.readAll(in, "tags");
        default -> in.skip();
      }
    }
    return new CreateLoggedModel(
        ExperimentIds.parse(in.requireText(experimentId, "experiment_id")),
        name == null || name.isEmpty() ? MadeUpNames.next() : checkedName(name),
        Texts.atMost(MAX_TYPE, modelType == null ? "" : modelType, "The model's type"),
        Texts.atMost(MAX_RUN_ID, sourceRunId == null ? "" : sourceRunId, "The source run's id"),
        ModelText.eachOnce(params, "params"),
        ModelText.eachOnce(tags, "tags"));
  }

  private static String checkedName(String name) {
    if (name.chars().anyMatch(c -> NOT_IN_NAMES.indexOf(c) >= 0)) {
      throw ApiException.invalid(
          "Invalid model name ('"
              + Texts.excerpt(name)
              + "') provided. It must hold none of the characters / : . % \" '");
    }
    return Texts.atMost(MAX_NAME, name, "The model's name");
  }
}
