package dev.modelyard.server.runs;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.RowLock;
import dev.modelyard.server.db.SqlState;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ArtifactRoot;
import dev.modelyard.server.experiments.Experiments;
import dev.modelyard.server.experiments.Held;
import dev.modelyard.server.experiments.Lifecycle;
import dev.modelyard.server.loggedmodels.ModelMetrics;
import dev.modelyard.server.runs.settle.Settler;
import dev.modelyard.server.wire.Texts;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The rules of runs. Thread-safe. */
public final class Runs {
  private final Database database;
  private final Experiments experiments;
  private final Settler settler;
  private final RunIds ids;
  private final InstantSource clock;

  /** A run with all that was logged to it. */
  record Found(Run run, RunData data) {}

  /** A run under its caller's id, and whether it was made just now. */
  record Put(Run run, boolean made) {}

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
    return create(ids.next(), request);
  }

  /**
   * Creates a run under the id that the caller has made for it. Asking again gives the run as it is
   * by then, so nothing doubles.
   */
  Put put(UUID id, CreateRun request) {
    try {
      return new Put(create(id, request).run(), true);
    } catch (RuntimeException failure) {
      if (!SqlState.of(failure).equals(SqlState.UNIQUE_VIOLATION)) {
        throw failure;
      }
    }
    Run there = found(id);
    if (there.experimentId() != request.experimentId()
        || there.startTime() != request.startTime()) {
      throw ApiException.conflict(
          "The run "
              + RunIds.wire(id)
              + " is there already, in another experiment or with another start time");
    }
    return new Put(there, false);
  }

  private Found create(UUID id, CreateRun request) {
    RunStore.Made made =
        database.insist(
            handle -> RunStore.create(handle, id, request),
            () -> experiments.requireActive(request.experimentId()));
    Run run =
        new Run(
            id,
            made.number(),
            request.experimentId(),
            request.name(),
            request.userId(),
            RunStatus.RUNNING,
            request.startTime(),
            null,
            Lifecycle.ACTIVE,
            made.artifactUri());
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
        database.insist(
            handle -> RunStore.update(handle, change.runId(), change),
            () -> requireActive(change.runId()));
    if (run.status().isEnd()) {
      settler.ended(run.runId());
    }
    return run;
  }

  /** Deletes or restores a run; doing so again is no failure. */
  void setDeleted(UUID id, boolean deleted) {
    if (!database.statement(handle -> RunStore.setDeleted(handle, id, deleted))) {
      if (database.statement(handle -> RunStore.isProtected(handle, id))) {
        throw ApiException.conflict(
            "A version of a guarded model that is in use was made of the run "
                + RunIds.wire(id)
                + ", so it cannot be deleted");
      }
      throw RunIds.unknown(RunIds.wire(id));
    }
  }

  /** Stores a batch as a whole, or refuses it and stores nothing. Repeating it changes nothing. */
  void log(LogBatch batch) {
    if (batch.ofModels().isEmpty()) {
      guarded(
          batch,
          () ->
              database.insist(
                  handle -> LogStore.log(handle, batch, clock.millis()), () -> refuse(batch)));
    } else {
      store(batch, handle -> logWithModels(handle, batch));
    }
  }

  /**
   * Runs {@code work}, which stores the batch or a part of it, in one transaction; when that gives
   * nothing, tells why the batch cannot be stored.
   */
  public <T> T store(LogBatch batch, Function<Handle, Optional<T>> work) {
    return guarded(batch, () -> database.insistInTransaction(work, () -> refuse(batch)));
  }

  /**
   * Stores a batch within a transaction of {@link #store(LogBatch, Function)}; false if it cannot.
   */
  public boolean store(Handle handle, LogBatch batch) {
    return logWithModels(handle, batch).isPresent();
  }

  private <T> T guarded(LogBatch batch, Supplier<T> work) {
    String newName = batch.newRunName();
    if (newName != null) {
      RunNames.checked(newName);
    }
    try {
      return work.get();
    } catch (RuntimeException failure) {
      // Another request added one of the params with another value at the same time.
      if (!SqlState.of(failure).equals(SqlState.NOT_NULL_VIOLATION)) {
        throw failure;
      }
      refuse(batch);
      throw ApiException.unavailable("Others keep changing the same, try again");
    }
  }

  /** The points of models as well, by a statement of their own. */
  private Optional<Boolean> logWithModels(Handle handle, LogBatch batch) {
    Optional<Boolean> logged = LogStore.log(handle, batch, clock.millis());
    if (!batch.ofModels().isEmpty()) {
      logged.ifPresent(done -> ModelMetrics.log(handle, batch.runId(), batch.ofModels()));
    }
    return logged;
  }

  void deleteTag(UUID id, String key) {
    if (!database.statement(handle -> RunStore.deleteTag(handle, id, key))) {
      requireActive(id);
      throw ApiException.notFound(
          "No tag with name: " + Texts.excerpt(key) + " in run with id " + RunIds.wire(id));
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
          return LogStore.log(handle, batch, clock.millis()).orElseThrow(() -> deleted(id));
        });
  }

  /** When runs began, in milliseconds since 1970; deleted ones count, unknown ones are left out. */
  public Map<UUID, Long> startTimes(List<UUID> ids) {
    return database.statement(handle -> RunStore.startTimes(handle, ids));
  }

  /** Marks the run as one that must stay, and locks its row until the transaction ends. */
  public static void setProtected(Handle handle, UUID id, boolean isProtected) {
    RunStore.setProtected(handle, id, isProtected);
  }

  /** Where the files of a run lie, a deleted one's included. */
  public Optional<ArtifactRoot> artifactRoot(UUID id) {
    return database.statement(handle -> artifactRoot(handle, id));
  }

  /** As {@link #artifactRoot(UUID)}, within a transaction. */
  public static Optional<ArtifactRoot> artifactRoot(Handle handle, UUID id) {
    return RunStore.artifactRoot(handle, id);
  }

  /**
   * Whether the run is there and active. If so it stays so until the transaction of {@code handle}
   * ends, unless its whole experiment is deleted.
   */
  public Held holdActive(Handle handle, UUID id) {
    return RunStore.holdActive(handle, id, RowLock.SHARED);
  }

  /** As {@link #holdActive}, and nobody else holds or changes it meanwhile. */
  public Held holdAlone(Handle handle, UUID id) {
    return RunStore.holdActive(handle, id, RowLock.ALONE);
  }

  /**
   * Counts the run, which must be held, as changed: for what leaves no row behind to tell it by.
   */
  public static void changed(Handle handle, UUID id) {
    RunStore.changed(handle, id);
  }

  /** Refuses unless the run is there and active; tells the two apart. */
  public void requireActive(UUID id) {
    if (found(id).lifecycle() == Lifecycle.DELETED) {
      throw deleted(id);
    }
  }

  private Run found(UUID id) {
    return database
        .statement(handle -> RunStore.find(handle, id))
        .orElseThrow(() -> RunIds.unknown(RunIds.wire(id)));
  }

  private static ApiException deleted(UUID id) {
    return ApiException.invalid(
        "The run " + RunIds.wire(id) + " must be in the 'active' state. Current state is deleted.");
  }

  /** Tells why a batch cannot be stored, unless that has changed meanwhile. */
  private void refuse(LogBatch batch) {
    requireActive(batch.runId());
    List<String> keys = batch.params().stream().map(Param::key).toList();
    Map<String, String> stored =
        database.statement(handle -> RunStore.params(handle, batch.runId(), keys));
    for (Param param : batch.params()) {
      String old = stored.get(param.key());
      if (old != null && !old.equals(param.value())) {
        throw ApiException.invalid(
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
  }
}
