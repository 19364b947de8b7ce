package dev.modelyard.server.artifacts;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ArtifactRoot;
import dev.modelyard.server.experiments.Held;
import dev.modelyard.server.loggedmodels.LoggedModelIds;
import dev.modelyard.server.loggedmodels.LoggedModels;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.runs.Runs;
import dev.modelyard.server.wire.Texts;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** Who has files: finds the run or logged model that a path or an id names. Thread-safe. */
public final class Owners {
  private static final String FOLDER = "artifacts";

  private static final Pattern OF_RUN = Pattern.compile("runs:/+([^/]+)/*(.*)", Pattern.DOTALL);

  private final Runs runs;
  private final LoggedModels models;
  private final BiFunction<OwnerKind, UUID, Optional<ArtifactRoot>> roots;

  public Owners(Runs runs, LoggedModels models) {
    this(
        runs,
        models,
        (kind, id) ->
            switch (kind) {
              case RUN -> runs.artifactRoot(id);
              case MODEL -> models.artifactRoot(id);
            });
  }

  private Owners(
      Runs runs, LoggedModels models, BiFunction<OwnerKind, UUID, Optional<ArtifactRoot>> roots) {
    this.runs = runs;
    this.models = models;
    this.roots = roots;
  }

  /** The same, read within the transaction of {@code handle}. */
  public Owners within(Handle handle) {
    return new Owners(
        runs,
        models,
        (kind, id) ->
            switch (kind) {
              case RUN -> Runs.artifactRoot(handle, id);
              case MODEL -> LoggedModels.artifactRoot(handle, id);
            });
  }

  /** The run that {@code id} names, also a deleted one. */
  Owner run(String id) {
    return RunIds.parse(id)
        .flatMap(uuid -> owner(OwnerKind.RUN, uuid))
        .orElseThrow(() -> RunIds.unknown(Texts.excerpt(id)));
  }

  /** The logged model that {@code id} names, also a deleted one. */
  Owner model(String id) {
    return LoggedModelIds.parse(id)
        .flatMap(uuid -> owner(OwnerKind.MODEL, uuid))
        .orElseThrow(() -> LoggedModelIds.unknown(Texts.excerpt(id)));
  }

  /**
   * The owner of a path as the artifact calls take it, such as {@code 0/<run id>/artifacts/a.txt},
   * and what of the path lies below the owner's root. The part before must be just what the owner's
   * artifact URI says. The innermost owner counts, since a location may be chosen below another
   * one's root.
   */
  Optional<Location> locate(ArtifactPath path) {
    List<String> parts = path.parts();
    for (int i = parts.size() - 1; i > 0; i--) {
      if (parts.get(i).equals(FOLDER)) {
        Optional<Owner> owner = owner(parts.subList(0, i + 1));
        if (owner.isPresent()) {
          return Optional.of(new Location(owner.get(), path.below(i + 1)));
        }
      }
    }
    return Optional.empty();
  }

  /** As {@link #locate}; refused when the path is nobody's. */
  public Location require(ArtifactPath path) {
    return locate(path)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "No run or logged model has files at '"
                        + path
                        + "'; a path must begin with an artifact_uri, such as"
                        + " 0/<run_id>/artifacts/"));
  }

  /**
   * The place that an artifact URI names, {@code mlflow-artifacts:/…} or {@code runs:/…}; empty
   * when such a URI is nobody's, or of a store that is not this server's.
   */
  public Optional<Location> find(String uri) {
    Matcher ofRun = OF_RUN.matcher(uri);
    if (ofRun.matches()) {
      ArtifactPath path = ArtifactPath.parseFolder(ofRun.group(2));
      return RunIds.parse(ofRun.group(1))
          .flatMap(id -> owner(OwnerKind.RUN, id))
          .filter(Owner::isKept)
          .map(owner -> new Location(owner, path));
    }
    return ProxiedUri.parts(uri)
        .flatMap(parts -> locate(ArtifactPath.parse(String.join("/", parts))));
  }

  /** Whether the owner is active; if so it stays so until the transaction ends. */
  Held holdActive(Handle handle, Owner owner) {
    return switch (owner.kind()) {
      case RUN -> runs.holdActive(handle, owner.id());
      case MODEL -> models.holdActive(handle, owner.id());
    };
  }

  /**
   * As {@link #holdActive}, and keeps all others from changing the owner or its files meanwhile.
   */
  Held holdAlone(Handle handle, Owner owner) {
    return switch (owner.kind()) {
      case RUN -> runs.holdAlone(handle, owner.id());
      case MODEL -> models.holdAlone(handle, owner.id());
    };
  }

  /** Lets those who follow a run know, as no file that was put does. The owner must be held. */
  static void lostFiles(Handle handle, Owner owner) {
    switch (owner.kind()) {
      case RUN -> Runs.changed(handle, owner.id());
      case MODEL -> {}
    }
  }

  /** The place with its owner as it is now. */
  Location again(Location location) {
    Owner owner = location.owner();
    return new Location(
        switch (owner.kind()) {
          case RUN -> run(owner.wireId());
          case MODEL -> model(owner.wireId());
        },
        location.path());
  }

  /** The owner whose root has these parts; the last is {@value #FOLDER}, before it its id. */
  private Optional<Owner> owner(List<String> root) {
    String id = root.get(root.size() - 2);
    Optional<Owner> owner =
        RunIds.parse(id)
            .flatMap(uuid -> owner(OwnerKind.RUN, uuid))
            .or(() -> LoggedModelIds.parse(id).flatMap(uuid -> owner(OwnerKind.MODEL, uuid)));
    return owner.filter(found -> ProxiedUri.parts(found.uri()).filter(root::equals).isPresent());
  }

  /** The run or logged model of that id, also a deleted one. */
  public Optional<Owner> owner(OwnerKind kind, UUID id) {
    return roots
        .apply(kind, id)
        .map(
            root ->
                new Owner(
                    kind, id, root.experimentId(), kind.wire(id), root.uri(), root.writable()));
  }
}
