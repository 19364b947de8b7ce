package dev.modelyard.server.experiments;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.SqlState;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import dev.modelyard.server.wire.Texts;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;

/** The rules of experiments. Thread-safe. */
public final class Experiments {
  private final Database database;
  private final InstantSource clock;

  public Experiments(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Creates an experiment and returns its id. Names are taken by deleted experiments, too. */
  long create(CreateExperiment request) {
    return database
        .statement(handle -> ExperimentStore.create(handle, request, clock.millis()))
        .orElseThrow(() -> taken(request.name()));
  }

  /** An experiment, deleted ones included. */
  public Experiment get(long id) {
    return database
        .statement(handle -> ExperimentStore.find(handle, id))
        .orElseThrow(() -> ExperimentIds.unknown(id));
  }

  /** An experiment, deleted ones included. */
  Experiment getByName(String name) {
    return database
        .statement(handle -> ExperimentStore.findByName(handle, name))
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "Could not find experiment with name '" + Texts.excerpt(name) + "'"));
  }

  ExperimentSearch.Page search(ExperimentSearch search) {
    return search.page(database.statement(handle -> ExperimentStore.search(handle, search)));
  }

  void rename(long id, String name) {
    try {
      database.insist(
          handle -> ExperimentStore.rename(handle, id, name, clock.millis()),
          () -> requireActive(id));
    } catch (RuntimeException failure) {
      if (SqlState.of(failure).equals(SqlState.UNIQUE_VIOLATION)) {
        throw taken(name);
      }
      throw failure;
    }
  }

  /** Deletes the experiment and, by that, all of its runs, or restores them all. */
  void setDeleted(long id, boolean deleted) {
    boolean changed =
        database.statement(
            handle -> ExperimentStore.setDeleted(handle, id, deleted, clock.millis()));
    if (!changed) {
      if (deleted && database.statement(handle -> ExperimentStore.isProtected(handle, id))) {
        throw ApiException.conflict(
            "The experiment "
                + id
                + " has runs or logged models that versions of guarded models in use were made of,"
                + " so it cannot be deleted");
      }
      throw ApiException.notFound(
          "No "
              + Lifecycle.of(!deleted).wire()
              + " experiment with id="
              + id
              + " exists to be "
              + (deleted ? "deleted" : "restored"));
    }
  }

  /** Marks the experiment as one that must stay, and locks its row until the transaction ends. */
  public static void setProtected(Handle handle, long id, boolean isProtected) {
    ExperimentStore.setProtected(handle, id, isProtected);
  }

  void setTag(long id, Experiment.Tag tag) {
    database.insist(handle -> ExperimentStore.setTag(handle, id, tag), () -> requireActive(id));
  }

  void deleteTag(long id, String key) {
    if (!database.statement(handle -> ExperimentStore.deleteTag(handle, id, key))) {
      requireActive(id);
      throw ApiException.notFound(
          "The experiment " + id + " has no tag '" + Texts.excerpt(key) + "'");
    }
  }

  /** Refuses unless the experiment is there and active; tells the two apart. */
  public void requireActive(long id) {
    if (get(id).deleted()) {
      throw ApiException.invalid(
          "The experiment " + id + " must be in the 'active' state, but it is deleted");
    }
  }

  private static ApiException taken(String name) {
    return new ApiException(
        ErrorCode.RESOURCE_ALREADY_EXISTS,
        "Experiment(name=" + name + ") already exists; deleted experiments keep their names");
  }
}
