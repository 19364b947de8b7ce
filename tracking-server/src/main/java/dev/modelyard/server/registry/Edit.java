package dev.modelyard.server.registry;

import dev.modelyard.server.registry.events.Action;
import dev.modelyard.server.registry.events.Event;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A change of one registered model while it is made: the transaction, the model, which nobody else
 * can change meanwhile, and what happened so far.
 */
final class Edit {
  private final Handle handle;
  private final Locked model;
  private final long now;
  private final List<Event> events = new ArrayList<>();

  /** What a change needs to know of its model. */
  record Locked(
      long modelId,
      String name,
      String description,
      ModelMode mode,
      List<String> protectedAliases) {
    Locked {
      protectedAliases = List.copyOf(protectedAliases);
    }

    boolean isGuarded() {
      return mode.isGuarded();
    }

    boolean protects(String alias) {
      return isGuarded() && protectedAliases.contains(alias);
    }
  }

  Edit(Handle handle, Locked model, long now) {
    this.handle = handle;
    this.model = model;
    this.now = now;
  }

  Handle handle() {
    return handle;
  }

  Locked model() {
    return model;
  }

  /** The time of the change in milliseconds since the epoch. */
  long now() {
    return now;
  }

  /** Holds what the versions in use need, as they are now; of no effect in an open model. */
  void holdInUse(InUse inUse) {
    if (model.isGuarded()) {
      inUse.hold(this, model.mode(), model.protectedAliases());
    }
  }

  /** The version that the text names; refused when there is none. */
  ModelVersion version(String text) {
    return VersionStore.find(handle, model.name(), VersionNumbers.parse(text))
        .orElseThrow(() -> VersionNumbers.unknown(model.name(), text));
  }

  /** Notes what happened to the model itself. */
  void log(Action action, @Nullable String key, @Nullable String before, @Nullable String after) {
    events.add(new Event(action, model.modelId(), model.name(), null, key, before, after));
  }

  /** Notes what happened to a version. */
  void log(
      Action action,
      int version,
      @Nullable String key,
      @Nullable String before,
      @Nullable String after) {
    events.add(new Event(action, model.modelId(), model.name(), version, key, before, after));
  }

  List<Event> events() {
    return events;
  }
}
