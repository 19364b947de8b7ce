package dev.modelyard.server.registry;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.registry.events.Action;
import dev.modelyard.server.registry.events.Author;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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
   * @param expected the version that the caller believes to be in Production, empty for none; null
   *     when the caller does not care
   */
  record Transition(
      String name, String version, Stage stage, boolean archiveOthers, @Nullable String expected) {
    Transition {
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
              edit, edit.version(wanted.version()), wanted.stage(), wanted.archiveOthers(), null);
        });
  }

  /**
   * Moves the version that was in Production before back there, and archives what is there now. See
   * {@link ProductionHistory}.
   */
  Moved rollBack(String name, @Nullable String expected, Author author) {
    return registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          requireExpected(edit, expected);
          return move(edit, previous(edit), Stage.PRODUCTION, true, ROLLBACK);
        });
  }

  private static ModelVersion previous(Edit edit) {
    List<StageHistoryStore.Arrival> arrivals =
        StageHistoryStore.arrivals(edit.handle(), edit.model().modelId());
    for (int number : ProductionHistory.backwards(arrivals)) {
      Optional<ModelVersion> version =
          VersionStore.find(edit.handle(), edit.model().name(), number)
              .filter(found -> found.stage() != Stage.PRODUCTION);
      if (version.isPresent()) {
        return version.get();
      }
    }
    throw ApiException.conflict("No version that was in Production before is there to go back to");
  }

  private Moved move(
      Edit edit, ModelVersion version, Stage stage, boolean archiveOthers, @Nullable String why) {
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
        expected.isEmpty() ? List.of() : List.of(VersionNumbers.parse(expected));
    if (!actual.equals(believed)) {
      Optional<StageHistoryStore.Change> last =
          StageHistoryStore.lastChangeOfProduction(edit.handle(), modelId);
      throw ApiException.conflict(
          (actual.isEmpty()
                  ? "No version is"
                  : "Version "
                      + actual.stream().map(String::valueOf).collect(Collectors.joining(", "))
                      + " is")
              + " in Production, not "
              + (expected.isEmpty() ? "none" : "version " + believed.get(0))
              + last.map(
                      change ->
                          ": '"
                              + change.actor()
                              + "' changed it at "
                              + Instant.ofEpochMilli(change.time()))
                  .orElse(""));
    }
  }
}
