package dev.modelyard.server.registry;

import dev.modelyard.server.db.SqlState;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.registry.events.Action;
import dev.modelyard.server.registry.events.Author;
import dev.modelyard.server.wire.KeyValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rules of registered models. Thread-safe. */
final class Models {
  private final Registry registry;
  private final InUse inUse;

  /** A registered model with the highest version in each stage. */
  record Found(RegisteredModel model, List<ModelVersion> latest) {
    Found {
      latest = List.copyOf(latest);
    }
  }

  Models(Registry registry, InUse inUse) {
    this.registry = registry;
    this.inUse = inUse;
  }

  RegisteredModel create(CreateModel request, Author author) {
    long now = registry.now();
    return registry.transaction(
        handle -> {
          long id =
              ModelStore.create(handle, request, now)
                  .orElseThrow(() -> ModelNames.taken(request.name()));
          Edit edit =
              new Edit(
                  handle,
                  new Edit.Locked(
                      id,
                      request.name(),
                      request.description(),
                      request.mode(),
                      request.protectedAliases()),
                  now);
          edit.log(Action.MODEL_CREATED, null, null, request.mode().wire());
          logWhatCameAlong(edit, request);
          Registry.log(edit, author);
          return new RegisteredModel(
              id,
              request.name(),
              request.description(),
              request.mode(),
              request.protectedAliases(),
              now,
              now,
              request.tags(),
              List.of());
        });
  }

  /** As if each had been set by a call of its own. */
  private static void logWhatCameAlong(Edit edit, CreateModel request) {
    if (!request.description().isEmpty()) {
      edit.log(Action.MODEL_DESCRIBED, null, "", request.description());
    }
    if (!request.protectedAliases().equals(CreateModel.USUALLY_PROTECTED)) {
      logProtectedAliases(edit, CreateModel.USUALLY_PROTECTED, request.protectedAliases());
    }
    request.tags().forEach(tag -> edit.log(Action.MODEL_TAG_SET, tag.key(), null, tag.value()));
  }

  private static void logProtectedAliases(Edit edit, List<String> before, List<String> after) {
    edit.log(
        Action.MODEL_SETTINGS_CHANGED,
        "protected_aliases",
        String.join(" ", before),
        String.join(" ", after));
  }

  Found get(String name) {
    ModelNames.checked(name);
    return registry.read(handle -> find(handle, name));
  }

  private static Found find(Handle handle, String name) {
    RegisteredModel model =
        ModelStore.find(handle, name).orElseThrow(() -> ModelNames.unknown(name));
    return new Found(model, VersionFinder.latest(handle, List.of(model.modelId())));
  }

  /** Sets the description; as on MLflow, none takes it away. */
  Found describe(String name, String description, Author author) {
    return registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          Edit.Locked model = edit.model();
          ModelStore.describe(edit.handle(), model.modelId(), description, edit.now());
          if (!model.description().equals(description)) {
            edit.log(Action.MODEL_DESCRIBED, null, model.description(), description);
          }
          return find(edit.handle(), name);
        });
  }

  /** Gives the model another name; its versions, tags and aliases come along. */
  Found rename(String name, String newName, Author author) {
    ModelNames.checked(name);
    ModelNames.checked(newName, "new_name");
    try {
      return registry.edit(
          name,
          author,
          ModelStore::lockNames,
          edit -> {
            if (!newName.equals(name)) {
              refuseIfInUse(edit, "renamed: those who fetch it would no longer find it");
            }
            ModelStore.rename(edit.handle(), edit.model().modelId(), newName, edit.now());
            if (!newName.equals(name)) {
              edit.log(Action.MODEL_RENAMED, null, name, newName);
            }
            return find(edit.handle(), newName);
          });
    } catch (RuntimeException failure) {
      if (SqlState.of(failure).equals(SqlState.UNIQUE_VIOLATION)) {
        throw ModelNames.taken(newName);
      }
      throw failure;
    }
  }

  void delete(String name, Author author) {
    registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          refuseIfInUse(edit, "deleted");
          ModelStore.delete(edit.handle(), edit.model().modelId());
          edit.log(Action.MODEL_DELETED, null, null, null);
          return edit.model();
        });
  }

  void setTag(String name, KeyValue tag, Author author) {
    registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          long modelId = edit.model().modelId();
          String before = ModelStore.tag(edit.handle(), modelId, tag.key()).orElse(null);
          if (!tag.value().equals(before)) {
            ModelStore.setTag(edit.handle(), modelId, tag);
            edit.log(Action.MODEL_TAG_SET, tag.key(), before, tag.value());
          }
          return edit.model();
        });
  }

  /** Takes a tag away; where there is none, that is done already. */
  void deleteTag(String name, String key, Author author) {
    registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          long modelId = edit.model().modelId();
          ModelStore.tag(edit.handle(), modelId, key)
              .ifPresent(
                  before -> {
                    ModelStore.deleteTag(edit.handle(), modelId, key);
                    edit.log(Action.MODEL_TAG_DELETED, key, before, null);
                  });
          return edit.model();
        });
  }

  /**
   * Sets the mode and the protected aliases; null leaves each as it is. A model with more than one
   * version in Production cannot become guarded.
   */
  Found setSettings(
      String name,
      @Nullable ModelMode mode,
      @Nullable List<String> protectedAliases,
      Author author) {
    return registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          Edit.Locked model = edit.model();
          ModelMode newMode = Optional.ofNullable(mode).orElse(model.mode());
          List<String> newAliases =
              Optional.ofNullable(protectedAliases).orElse(model.protectedAliases());
          List<ModelVersion> production =
              VersionStore.inStage(edit.handle(), model.modelId(), Stage.PRODUCTION);
          if (newMode.isGuarded() && production.size() > 1) {
            throw ApiException.conflict(
                "The model has the versions "
                    + numbers(production)
                    + " in Production; archive all but one of them before it becomes guarded");
          }
          ModelStore.setSettings(edit.handle(), model.modelId(), newMode, newAliases, edit.now());
          inUse.hold(edit, newMode, newAliases);
          if (newMode != model.mode()) {
            edit.log(Action.MODEL_SETTINGS_CHANGED, "mode", model.mode().wire(), newMode.wire());
          }
          if (!newAliases.equals(model.protectedAliases())) {
            logProtectedAliases(edit, model.protectedAliases(), newAliases);
          }
          return find(edit.handle(), name);
        });
  }

  /** Refuses what takes a guarded model away from those who fetch it. */
  private static void refuseIfInUse(Edit edit, String fate) {
    Edit.Locked model = edit.model();
    if (!model.isGuarded()) {
      return;
    }
    List<ModelVersion> production =
        VersionStore.inStage(edit.handle(), model.modelId(), Stage.PRODUCTION);
    if (!production.isEmpty()) {
      throw inUse("has version " + numbers(production) + " in Production", fate);
    }
    for (String alias : model.protectedAliases()) {
      if (VersionStore.aliased(edit.handle(), model.modelId(), alias).isPresent()) {
        throw inUse("its protected alias '" + alias + "' points to a version", fate);
      }
    }
  }

  private static ApiException inUse(String how, String fate) {
    return ApiException.conflict(
        "The model is guarded and "
            + how
            + ", so it cannot be "
            + fate
            + "; set its mode to 'open' first");
  }

  private static String numbers(List<ModelVersion> versions) {
    return versions.stream()
        .map(version -> Integer.toString(version.version()))
        .collect(Collectors.joining(", "));
  }
}
