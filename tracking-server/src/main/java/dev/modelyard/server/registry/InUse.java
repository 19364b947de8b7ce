package dev.modelyard.server.registry;

import dev.modelyard.server.artifacts.Hold;
import dev.modelyard.server.artifacts.OwnerKind;
import dev.modelyard.server.artifacts.Owners;
import dev.modelyard.server.artifacts.Protections;
import dev.modelyard.server.loggedmodels.LoggedModelIds;
import dev.modelyard.server.runs.RunIds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What versions of guarded models in use need: those in Production and those that protected aliases
 * point to keep their run, their logged model and their files from being deleted or overwritten.
 */
final class InUse {
  private final Owners owners;

  InUse(Owners owners) {
    this.owners = owners;
  }

  /** Holds what the model's versions in use need now, after all changes of its edit. */
  void hold(Edit edit, ModelMode mode, List<String> protectedAliases) {
    List<ModelVersion> versions =
        mode.isGuarded()
            ? VersionStore.inUse(edit.handle(), edit.model().modelId(), protectedAliases)
            : List.of();
    Owners owners = this.owners.within(edit.handle());
    Set<Hold> holds = new HashSet<>();
    for (ModelVersion version : versions) {
      RunIds.parse(version.runId())
          .flatMap(id -> owners.owner(OwnerKind.RUN, id))
          .ifPresent(run -> holds.add(Hold.of(run)));
      LoggedModelIds.parse(version.loggedModelId())
          .flatMap(id -> owners.owner(OwnerKind.MODEL, id))
          .ifPresent(model -> holds.add(Hold.of(model)));
      owners.find(version.storageLocation()).map(Hold::files).ifPresent(holds::add);
    }
    Protections.replace(edit.handle(), edit.model().modelId(), holds);
  }
}
