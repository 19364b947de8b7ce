package dev.modelyard.server.registry;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.registry.events.Action;
import dev.modelyard.server.registry.events.Author;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rules by which versions move from stage to stage. Thread-safe. */
final class Promotions {
  /** What marks an event of the log as a rollback. */
  static final String ROLLBACK = "rollback";

  private final Registry registry;
  private final InUse inUse;

  Promotions(Registry registry, InUse inUse) {
    this.registry = registry;
    this.inUse = inUse;
  }

  /**
   * What a caller wants to happen.
   *
   * @param archiveOthers whether versions that are in that stage go to Archived in the same step
   * @param aliases those that shall point to the version from then on
   * @param expected the versions that the caller believes to be in Production, with commas between,
   *     empty for none; null when the caller does not care
   */
  record Transition(
      String name,
      String version,
      Stage stage,
      boolean archiveOthers,
      List<String> aliases,
      @Nullable String expected) {
    Transition {
      aliases = aliases.stream().map(Aliases::settable).distinct().toList();
      if (archiveOthers && !stage.isActive()) {
        throw ApiException.invalid(
            "Only moves to Staging or Production can archive the versions that are there, not one to "
                + stage.wire());
      }
    }
  }

  /** What has happened: the version as it is now, and those that made room. */
  record Moved(ModelVersion version, List<Integer> archived) {
    Moved {
      archived = List.copyOf(archived);
    }
  }

  /**
   * Moves a version to a stage. In a guarded model a move to Production always archives the version
   * that was there, and a version leaves Production only by that.
   */
  Moved move(Transition wanted, Author author) {
    return registry.edit(
        ModelNames.checked(wanted.name()),
        author,
        edit -> {
          requireExpected(edit, wanted.expected());
          return move(
              edit,
              edit.version(wanted.version()),
              wanted.stage(),
              wanted.archiveOthers(),
              wanted.aliases(),
              null);
        });
  }

  /**
   * Moves the version that was in Production before back there, and archives what is there now. See
   * {@link ProductionHistory}.
   */
  Moved rollBack(String name, List<String> aliases, @Nullable String expected, Author author) {
    return registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          requireExpected(edit, expected);
          ModelVersion previous =
              previous(edit.handle(), edit.model().modelId(), edit.model().name())
                  .orElseThrow(
                      () ->
                          ApiException.conflict(
                              "No version that was in Production before is there to go back to"));
          return move(edit, previous, Stage.PRODUCTION, true, aliases, ROLLBACK);
        });
  }

  /** The version that a rollback would bring back. */
  static Optional<ModelVersion> previous(Handle handle, long modelId, String name) {
    List<StageHistoryStore.Arrival> arrivals = StageHistoryStore.arrivals(handle, modelId);
    for (int number : ProductionHistory.backwards(arrivals)) {
      Optional<ModelVersion> version =
          VersionStore.find(handle, name, number)
              .filter(found -> found.stage() != Stage.PRODUCTION);
      if (version.isPresent()) {
        return version;
      }
    }
    return Optional.empty();
  }

  private Moved move(
      Edit edit,
      ModelVersion version,
      Stage stage,
      boolean archiveOthers,
      List<String> aliases,
      @Nullable String why) {
    boolean guarded = edit.model().isGuarded();
    if (guarded && version.stage() == Stage.PRODUCTION && stage != Stage.PRODUCTION) {
      throw ApiException.conflict(
          "Version "
              + version.version()
              + " is in Production of a guarded model: promote another version, which archives"
              + " this one, so that there is never none");
    }
    List<ModelVersion> others =
        archiveOthers || (guarded && stage == Stage.PRODUCTION)
            ? VersionStore.inStage(edit.handle(), version.modelId(), stage).stream()
                .filter(other -> other.version() != version.version())
                .toList()
            : List.of();
    others.forEach(other -> setStage(edit, other, Stage.ARCHIVED, null));
    setStage(edit, version, stage, why);
    aliases.forEach(alias -> Versions.setAlias(edit, alias, version));
    ModelStore.touch(edit.handle(), version.modelId(), edit.now());
    edit.holdInUse(inUse);
    return new Moved(
        edit.version(Integer.toString(version.version())),
        others.stream().map(ModelVersion::version).toList());
  }

  private static void setStage(Edit edit, ModelVersion version, Stage stage, @Nullable String why) {
    VersionStore.setStage(edit.handle(), version.modelId(), version.version(), stage, edit.now());
    if (version.stage() != stage) {
      edit.log(Action.STAGE_CHANGED, version.version(), why, version.stage().wire(), stage.wire());
    }
  }

  /**
   * Refuses when another version is in Production than the caller believes, and says since when.
   */
  private static void requireExpected(Edit edit, @Nullable String expected) {
    if (expected == null) {
      return;
    }
    long modelId = edit.model().modelId();
    List<Integer> actual =
        VersionStore.inStage(edit.handle(), modelId, Stage.PRODUCTION).stream()
            .map(ModelVersion::version)
            .toList();
    List<Integer> believed =
        expected.isEmpty()
            ? List.of()
            : Arrays.stream(expected.split(",", -1)).map(VersionNumbers::parse).sorted().toList();
    if (!actual.equals(believed)) {
      Optional<StageHistoryStore.Change> last =
          StageHistoryStore.lastChangeOfProduction(edit.handle(), modelId);
      throw ApiException.conflict(
          (actual.isEmpty() ? "No version is" : "Version " + numbers(actual) + " is")
              + " in Production, not "
              + (expected.isEmpty() ? "none" : "version " + numbers(believed))
              + last.map(
                      change ->
                          ": '"
                              + change.actor()
                              + "' changed it at "
                              + Instant.ofEpochMilli(change.time()))
                  .orElse(""));
    }
  }

  private static String numbers(List<Integer> versions) {
    return versions.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
