package dev.modelyard.server.registry;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.loggedmodels.LoggedModels;
import dev.modelyard.server.registry.events.Action;
import dev.modelyard.server.registry.events.Author;
import dev.modelyard.server.wire.KeyValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of model versions, their tags and aliases, but not of their stages. Thread-safe. */
final class Versions {
  private final Registry registry;
  private final Sources sources;
  private final InUse inUse;

  Versions(Registry registry, Sources sources, InUse inUse) {
    this.registry = registry;
    this.sources = sources;
    this.inUse = inUse;
  }

  /** Makes the next version; of several who do so at once each gets a number of its own. */
  ModelVersion create(CreateVersion request, Author author) {
    Sources.Resolved source = sources.resolve(request);
    return registry.edit(
        request.name(),
        author,
        edit -> {
          int version =
              VersionStore.create(
                  edit.handle(), edit.model().modelId(), request, source, edit.now());
          source
              .loggedModel()
              .ifPresent(
                  id -> LoggedModels.noteVersion(edit.handle(), id, request.name(), version));
          edit.log(Action.VERSION_CREATED, version, null, null, source.source());
          logWhatCameAlong(edit, version, request);
          return edit.version(Integer.toString(version));
        });
  }

  /** As if each had been set by a call of its own. */
  private static void logWhatCameAlong(Edit edit, int version, CreateVersion request) {
    if (!request.description().isEmpty()) {
      edit.log(Action.VERSION_DESCRIBED, version, null, "", request.description());
    }
    request
        .tags()
        .forEach(tag -> edit.log(Action.VERSION_TAG_SET, version, tag.key(), null, tag.value()));
  }

  /** Sets the description; as on MLflow, null takes it away. */
  ModelVersion describe(String name, String version, @Nullable String description, Author author) {
    return registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          ModelVersion old = edit.version(version);
          VersionStore.describe(
              edit.handle(), old.modelId(), old.version(), description, edit.now());
          if (!Optional.ofNullable(description).equals(Optional.ofNullable(old.description()))) {
            edit.log(Action.VERSION_DESCRIBED, old.version(), null, old.description(), description);
          }
          return edit.version(version);
        });
  }

  /** Takes the version away for good, with its tags and aliases. */
  void delete(String name, String version, Author author) {
    registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          ModelVersion old = edit.version(version);
          refuseIfInUse(edit, old);
          VersionStore.delete(edit.handle(), old.modelId(), old.version());
          ModelStore.touch(edit.handle(), old.modelId(), edit.now());
          old.aliases()
              .forEach(
                  alias ->
                      edit.log(
                          Action.ALIAS_DELETED,
                          old.version(),
                          alias,
                          Integer.toString(old.version()),
                          null));
          edit.log(Action.VERSION_DELETED, old.version(), null, old.stage().wire(), null);
          return old;
        });
  }

  private static void refuseIfInUse(Edit edit, ModelVersion version) {
    if (!edit.model().isGuarded()) {
      return;
    }
    if (version.stage() == Stage.PRODUCTION) {
      throw ApiException.conflict(
          "Version "
              + version.version()
              + " is in Production of a guarded model, so it cannot be deleted;"
              + " promote another version first");
    }
    for (String alias : version.aliases()) {
      if (edit.model().protects(alias)) {
        throw ApiException.conflict(
            "The protected alias '"
                + alias
                + "' points to version "
                + version.version()
                + ", so it cannot be deleted; set the alias to another version first");
      }
    }
  }

  void setTag(String name, String version, KeyValue tag, Author author) {
    registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          ModelVersion old = edit.version(version);
          String before = value(old, tag.key());
          if (!tag.value().equals(before)) {
            VersionStore.setTag(edit.handle(), old.modelId(), old.version(), tag);
            edit.log(Action.VERSION_TAG_SET, old.version(), tag.key(), before, tag.value());
          }
          return old;
        });
  }

  /** Takes a tag away; where there is none, that is done already. */
  void deleteTag(String name, String version, String key, Author author) {
    registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          ModelVersion old = edit.version(version);
          String before = value(old, key);
          if (before != null) {
            VersionStore.deleteTag(edit.handle(), old.modelId(), old.version(), key);
            edit.log(Action.VERSION_TAG_DELETED, old.version(), key, before, null);
          }
          return old;
        });
  }

  private static @Nullable String value(ModelVersion version, String key) {
    return version.tags().stream()
        .filter(tag -> tag.key().equals(key))
        .map(KeyValue::value)
        .findFirst()
        .orElse(null);
  }

  /** Lets an alias point to the version, wherever it pointed before. */
  ModelVersion setAlias(String name, String alias, String version, Author author) {
    Aliases.settable(alias);
    return registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          ModelVersion target = edit.version(version);
          if (setAlias(edit, alias, target) && edit.model().protects(alias)) {
            edit.holdInUse(inUse);
          }
          return edit.version(version);
        });
  }

  /** Whether that changed anything. What the version needs is not yet held then. */
  static boolean setAlias(Edit edit, String alias, ModelVersion target) {
    Optional<Integer> before = VersionStore.aliased(edit.handle(), target.modelId(), alias);
    if (before.filter(old -> old == target.version()).isPresent()) {
      return false;
    }
    VersionStore.setAlias(edit.handle(), target.modelId(), alias, target.version());
    edit.log(
        Action.ALIAS_SET,
        target.version(),
        alias,
        before.map(String::valueOf).orElse(null),
        Integer.toString(target.version()));
    return true;
  }

  /** Takes an alias away; where there is none, that is done already. */
  void deleteAlias(String name, String alias, Author author) {
    Aliases.checked(alias);
    registry.edit(
        ModelNames.checked(name),
        author,
        edit -> {
          Edit.Locked model = edit.model();
          Optional<Integer> before = VersionStore.aliased(edit.handle(), model.modelId(), alias);
          if (before.isPresent()) {
            if (model.protects(alias)) {
              throw ApiException.conflict(
                  "The alias '"
                      + alias
                      + "' is protected, so it cannot be deleted; set it to another version");
            }
            VersionStore.deleteAlias(edit.handle(), model.modelId(), alias);
            edit.log(Action.ALIAS_DELETED, before.get(), alias, before.get().toString(), null);
          }
          return model;
        });
  }
}
