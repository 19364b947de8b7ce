package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.RowLock;
import dev.modelyard.server.experiments.ArtifactRoot;
import dev.modelyard.server.experiments.Experiments;
import dev.modelyard.server.wire.Uuids;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The rules of logged models. Thread-safe. */
public final class LoggedModels {
  private final Database database;
  private final Experiments experiments;
  private final InstantSource clock;

  public LoggedModels(Database database, Experiments experiments, InstantSource clock) {
    this.database = database;
    this.experiments = experiments;
    this.clock = clock;
  }

  /** Creates a logged model; names need not be unique. */
  LoggedModel create(CreateLoggedModel request) {
    long now = clock.millis();
    UUID id = Uuids.next(now);
    String artifactUri =
        database.insist(
            handle -> LoggedModelStore.create(handle, id, request, now),
            () -> experiments.requireActive(request.experimentId()));
    return new LoggedModel(
        id,
        request.experimentId(),
        request.name(),
        request.modelType(),
        request.sourceRunId(),
        ModelStatus.LOGGED_MODEL_PENDING,
        now,
        now,
        artifactUri,
        request.params(),
        request.tags());
  }

  /** Where the files of a logged model lie, a deleted one's included. */
  public Optional<ArtifactRoot> artifactRoot(UUID id) {
    return database.statement(handle -> LoggedModelStore.artifactRoot(handle, id));
  }

  /**
   * Whether the logged model is there and active. If so it stays so until the transaction of {@code
   * handle} ends. Its experiment does not matter: deleting that leaves logged models as they are.
   */
  public boolean holdActive(Handle handle, UUID id) {
    return LoggedModelStore.holdActive(handle, id, RowLock.SHARED);
  }

  /** As {@link #holdActive}, and nobody else holds or changes it meanwhile. */
  public boolean holdAlone(Handle handle, UUID id) {
    return LoggedModelStore.holdActive(handle, id, RowLock.ALONE);
  }
}
