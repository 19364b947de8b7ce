package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.RowLock;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ArtifactRoot;
import dev.modelyard.server.experiments.Experiments;
import dev.modelyard.server.experiments.Held;
import dev.modelyard.server.wire.Texts;
import dev.modelyard.server.wire.Uuids;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The rules of logged models. Thread-safe. */
public final class LoggedModels {
  /** Points of one model that are in memory at a time. */
  static final int MORE_POINTS = 10_000;

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
        artifactUri);
  }

  LoggedModel get(UUID id, boolean allowDeleted) {
    return database
        .statement(handle -> LoggedModelStore.find(handle, id, allowDeleted))
        .orElseThrow(() -> unknown(id));
  }

  /** The logged model that {@code id} names, unless it is deleted. */
  public Optional<LoggedModel> find(String id) {
    return LoggedModelIds.parse(id)
        .flatMap(uuid -> database.statement(handle -> LoggedModelStore.find(handle, uuid, false)));
  }

  /**
   * Notes on a logged model, in the tag that MLflow keeps for it, that a version of a registered
   * model was made of it. What others noted there stays; a text that is no list is left alone.
   */
  public static void noteVersion(Handle handle, UUID id, String name, int version) {
    if (LoggedModelStore.lock(handle, id)) {
      String noted = LoggedModelStore.tag(handle, id, VersionNotes.TAG).orElse("[]");
      VersionNotes.appended(noted, name, version)
          .ifPresent(
              notes ->
                  LoggedModelStore.setTags(
                      handle, id, List.of(new ModelText(VersionNotes.TAG, notes))));
    }
  }

  /** What belongs to the models, by model; of their points the first. */
  Map<UUID, ModelData> data(List<UUID> ids) {
    return database.statement(handle -> LoggedModelStore.data(handle, ids));
  }

  /** The next {@link #MORE_POINTS} points of a model, fewer at the end. */
  List<ModelPoint> pointsBehind(UUID id, ModelPoint after) {
    return database.statement(handle -> ModelMetricStore.behind(handle, id, after, MORE_POINTS));
  }

  /** Sets the status, of a deleted model as well, as on MLflow. */
  LoggedModel finalizeModel(UUID id, ModelStatus status) {
    return database
        .statement(handle -> LoggedModelStore.finalizeModel(handle, id, status, clock.millis()))
        .orElseThrow(() -> unknown(id));
  }

  /** Deletes a model; doing so again is no failure. */
  void delete(UUID id) {
    if (!database.statement(handle -> LoggedModelStore.delete(handle, id, clock.millis()))) {
      if (database.statement(handle -> LoggedModelStore.isProtected(handle, id))) {
        throw ApiException.conflict(
            "A version of a guarded model that is in use was made of the logged model "
                + LoggedModelIds.wire(id)
                + ", so it cannot be deleted");
      }
      throw unknown(id);
    }
  }

  /** Adds params, all or none. One that stands already must have the same value. */
  void addParams(UUID id, List<ModelText> params) {
    database.transaction(
        handle -> {
          // Locked by a statement of its own: the next one sees what others have added before.
          if (!LoggedModelStore.lock(handle, id)) {
            throw unknown(id);
          }
          LoggedModelStore.addParams(handle, id, params)
              .ifPresent(
                  stored -> {
                    throw differs(id, stored);
                  });
          return true;
        });
  }

  private static ApiException differs(UUID id, ModelText stored) {
    return ApiException.invalid(
        "Changing param values is not allowed. The param '"
            + Texts.excerpt(stored.key())
            + "' of the logged model "
            + LoggedModelIds.wire(id)
            + " has the value '"
            + Texts.excerpt(stored.value())
            + "'");
  }

  void setTags(UUID id, List<ModelText> tags) {
    if (!database.statement(handle -> LoggedModelStore.setTags(handle, id, tags))) {
      throw unknown(id);
    }
  }

  void deleteTag(UUID id, String key) {
    if (!database.statement(handle -> LoggedModelStore.deleteTag(handle, id, key))) {
      get(id, true);
      throw ApiException.notFound(
          "No tag with key '"
              + Texts.excerpt(key)
              + "' found for model with ID '"
              + LoggedModelIds.wire(id)
              + "'.");
    }
  }

  private static ApiException unknown(UUID id) {
    return LoggedModelIds.unknown(LoggedModelIds.wire(id));
  }

  /** Where the files of a logged model lie, a deleted one's included. */
  public Optional<ArtifactRoot> artifactRoot(UUID id) {
    return database.statement(handle -> artifactRoot(handle, id));
  }

  /** As {@link #artifactRoot(UUID)}, within a transaction. */
  public static Optional<ArtifactRoot> artifactRoot(Handle handle, UUID id) {
    return LoggedModelStore.artifactRoot(handle, id);
  }

  /** Marks the model as one that must stay, and locks its row until the transaction ends. */
  public static void setProtected(Handle handle, UUID id, boolean isProtected) {
    LoggedModelStore.setProtected(handle, id, isProtected);
  }

  /**
   * Whether the logged model is there and active. If so it stays so until the transaction of {@code
   * handle} ends. Its experiment does not matter: deleting that leaves logged models as they are.
   */
  public Held holdActive(Handle handle, UUID id) {
    return LoggedModelStore.holdActive(handle, id, RowLock.SHARED);
  }

  /** As {@link #holdActive}, and nobody else holds or changes it meanwhile. */
  public Held holdAlone(Handle handle, UUID id) {
    return LoggedModelStore.holdActive(handle, id, RowLock.ALONE);
  }
}
