package dev.modelyard.server.runs;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.SqlState;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.Experiments;
import dev.modelyard.server.experiments.Lifecycle;
import dev.modelyard.server.runs.settle.Settler;
import dev.modelyard.server.wire.Texts;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/** The rules of runs. Thread-safe. */
public final class Runs {
  private final Database database;
  private final Experiments experiments;
  private final Settler settler;
  private final RunIds ids;
  private final InstantSource clock;

  /** A run with all that was logged to it. */
  record Found(Run run, RunData data) {}

  public Runs(
      Database database,
      Experiments experiments,
      Settler settler,
      RunIds ids,
      InstantSource clock) {
    this.database = database;
    this.experiments = experiments;
    this.settler = settler;
    this.ids = ids;
    this.clock = clock;
  }

  /** Creates a run; nothing can fail after the commit, so a caller's retry is the only doubling. */
  Found create(CreateRun request) {
    UUID id = ids.next();
    var artifactUri = database.statement(handle -> RunStore.create(handle, id, request));
    if (artifactUri.isEmpty()) {
      experiments.requireActive(request.experimentId());
      throw changedMeanwhile();
    }
    Run run =
        new Run(
            id,
            request.experimentId(),
            request.name(),
            request.userId(),
            RunStatus.RUNNING,
            request.startTime(),
            null,
            Lifecycle.ACTIVE,
            artifactUri.get());
    RunData data = RunData.empty();
    data.tags().addAll(request.tags());
    return new Found(run, data);
  }

  /** A run, deleted ones included. */
  Found get(UUID id) {
    return database.statement(
        handle ->
            RunStore.find(handle, id)
                .map(run -> new Found(run, RunStore.data(handle, id)))
                .orElseThrow(() -> RunIds.unknown(RunIds.wire(id))));
  }

  Run update(UpdateRun change) {
    Run run =
        database
            .statement(handle -> RunStore.update(handle, change.runId(), change))
            .orElseThrow(() -> notActive(change.runId()));
    if (run.status().isEnd()) {
      settler.ended(run.runId());
    }
    return run;
  }

  /** Deletes or restores a run; doing so again is no failure. */
  void setDeleted(UUID id, boolean deleted) {
    if (!database.statement(handle -> RunStore.setDeleted(handle, id, deleted))) {
      throw RunIds.unknown(RunIds.wire(id));
    }
  }

  /** Stores a batch as a whole, or refuses it and stores nothing. Repeating it changes nothing. */
  void log(LogBatch batch) {
    String newName = batch.newRunName();
    if (newName != null) {
      RunNames.checked(newName);
    }
    switch (store(batch)) {
      case STORED -> {}
      case NOT_ACTIVE -> throw notActive(batch.runId());
      case PARAM_DIFFERS -> throw paramDiffers(batch);
    }
  }

  private LogStore.Outcome store(LogBatch batch) {
    try {
      return database.statement(handle -> LogStore.log(handle, batch, clock.millis()));
    } catch (RuntimeException failure) {
      // Another request added one of the params with another value at the same time.
      if (SqlState.of(failure).equals(SqlState.NOT_NULL_VIOLATION)) {
        return LogStore.Outcome.PARAM_DIFFERS;
      }
      throw failure;
    }
  }

  void deleteTag(UUID id, String key) {
    if (!database.statement(handle -> RunStore.deleteTag(handle, id, key))) {
      requireActive(id);
      throw ApiException.notFound(
          "No tag with name: " + key + " in run with id " + RunIds.wire(id));
    }
  }

  /** Notes a model in the run's history of models, a tag that MLflow's older clients read. */
  void logModel(UUID id, LoggedModelJson model) {
    requireActive(id);
    database.transaction(
        handle -> {
          var history = RunStore.lockForTag(handle, id, LoggedModelJson.HISTORY_TAG);
          String longer = model.appendedTo(history.orElse("[]"));
          if (Texts.length(longer) > Tag.MAX_VALUE) {
            throw ApiException.invalid(
                "The run's history of models would exceed " + Tag.MAX_VALUE + " characters");
          }
          LogBatch batch = LogBatch.of(id, new Tag(LoggedModelJson.HISTORY_TAG, longer));
          if (LogStore.log(handle, batch, clock.millis()) != LogStore.Outcome.STORED) {
            throw changedMeanwhile();
          }
          return id;
        });
  }

  private void requireActive(UUID id) {
    if (get(id).run().lifecycle() == Lifecycle.DELETED) {
      throw deleted(id);
    }
  }

  /** Why a run that was not active when it was written to could not be written to. */
  private ApiException notActive(UUID id) {
    return get(id).run().lifecycle() == Lifecycle.DELETED ? deleted(id) : changedMeanwhile();
  }

  private static ApiException deleted(UUID id) {
    return ApiException.invalid(
        "The run " + RunIds.wire(id) + " must be in the 'active' state. Current state is deleted.");
  }

  private ApiException paramDiffers(LogBatch batch) {
    var keys = batch.params().stream().map(Param::key).toList();
    Map<String, String> stored =
        database.statement(handle -> RunStore.params(handle, batch.runId(), keys));
    for (Param param : batch.params()) {
      String old = stored.get(param.key());
      if (old != null && !old.equals(param.value())) {
        return ApiException.invalid(
            "Changing param values is not allowed. Param with key='"
                + param.key()
                + "' was already logged with value='"
                + Texts.excerpt(old)
                + "' for run ID='"
                + RunIds.wire(batch.runId())
                + "'. Attempted logging new value '"
                + Texts.excerpt(param.value())
                + "'.");
      }
    }
    return changedMeanwhile();
  }

  private static ApiException changedMeanwhile() {
    return ApiException.unavailable("Another request changed the same at this moment, try again");
  }
}
