package dev.modelyard.server.registry;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.error.ApiException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Finds the version that a number, an alias or a stage stands for. Each is one statement, but for
 * telling what is missing. Thread-safe.
 */
public final class VersionFinder {
  private final Database database;

  public VersionFinder(Database database) {
    this.database = database;
  }

  /** The version of that number, as text. */
  public ModelVersion byNumber(String name, String version) {
    int number = VersionNumbers.parse(version);
    return database
        .statement(handle -> VersionStore.find(handle, ModelNames.checked(name), number))
        .orElseThrow(() -> VersionNumbers.unknown(name, version));
  }

  /** The version that an alias names; {@code latest} is the highest of all. */
  public ModelVersion byAlias(String name, String alias) {
    if (Aliases.isLatest(Aliases.checked(alias))) {
      return highest(ModelNames.checked(name));
    }
    return aliased(name, alias).orElseThrow(() -> Aliases.unknown(alias));
  }

  /** The version that an alias names, of a model that must be there. */
  public Optional<ModelVersion> aliased(String name, String alias) {
    ModelNames.checked(name);
    Aliases.checked(alias);
    Optional<ModelVersion> found =
        database.statement(handle -> VersionStore.findByAlias(handle, name, alias));
    if (found.isEmpty()) {
      model(name);
    }
    return found;
  }

  /** The highest version in a stage. */
  public Optional<ModelVersion> byStage(String name, Stage stage) {
    List<ModelVersion> found = latest(name, List.of(stage));
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  /** What stands behind the slash of {@code models:/name/…}: a number, a stage or latest. */
  ModelVersion byVersionOrStage(String name, String text) {
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return byNumber(name, text);
    }
    if (Aliases.isLatest(text)) {
      return byAlias(name, text);
    }
    Stage stage = Stage.named(text);
    return byStage(name, stage)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "The model " + name + " has no version in the stage " + stage.wire()));
  }

  /** The highest version in each of the stages, of a model that must be there. */
  public List<ModelVersion> latest(String name, List<Stage> stages) {
    ModelNames.checked(name);
    List<ModelVersion> found =
        database.statement(
            handle ->
                stages.size() == 1
                    ? VersionStore.latestIn(handle, name, stages.get(0)).stream().toList()
                    : VersionStore.latest(handle, name, stages));
    if (found.isEmpty()) {
      model(name);
    }
    return found;
  }

  /** The version with the highest number. */
  public ModelVersion highest(String name) {
    return latest(name, VersionStore.ALL_STAGES).stream()
        .max(Comparator.comparingInt(ModelVersion::version))
        .orElseThrow(
            () -> ApiException.notFound("Latest version not found for model " + name + "."));
  }

  /** The registered model of that name. */
  public RegisteredModel model(String name) {
    return database
        .statement(handle -> ModelStore.find(handle, ModelNames.checked(name)))
        .orElseThrow(() -> ModelNames.unknown(name));
  }

  /** The highest version of each model in each stage; for lists, where aliases are left out. */
  public static List<ModelVersion> latest(Handle handle, List<Long> modelIds) {
    return VersionStore.latestOf(handle, modelIds);
  }

  boolean isPrompt(String name) {
    return RegisteredModel.isPrompt(model(name).tags());
  }
}
