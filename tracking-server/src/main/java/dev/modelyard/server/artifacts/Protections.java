package dev.modelyard.server.artifacts;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.Experiments;
import dev.modelyard.server.loggedmodels.LoggedModels;
import dev.modelyard.server.runs.Runs;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * What the registry holds of runs, logged models and their files. Each that is held carries a mark,
 * which is set before anybody relies on it and under the lock of its row: so whoever deletes or
 * overwrites either comes before, or sees it. Thread-safe.
 */
public final class Protections {
  private record Held(OwnerKind kind, UUID id) {}

  private Protections() {}

  /**
   * Lets {@code holder} hold just that and no more. Locks experiments, runs and logged models in
   * the order that db/README.md tells.
   */
  public static void replace(Handle handle, long holder, Set<Hold> wanted) {
    Set<Hold> current = ProtectionStore.of(handle, holder);
    if (current.equals(wanted)) {
      return;
    }
    Set<Hold> touched = new HashSet<>(current);
    touched.addAll(wanted);
    Set<Long> experiments =
        touched.stream().map(Hold::experimentId).collect(Collectors.toCollection(TreeSet::new));
    List<Held> owners =
        touched.stream()
            .map(hold -> new Held(hold.kind(), hold.id()))
            .distinct()
            .sorted(Comparator.comparing(Held::kind).thenComparing(Held::id))
            .toList();
    experiments.forEach(id -> Experiments.setProtected(handle, id, true));
    owners.forEach(owner -> set(handle, owner, true));
    ProtectionStore.delete(handle, holder);
    ProtectionStore.insert(handle, holder, List.copyOf(wanted));
    for (Held owner : owners) {
      if (!ProtectionStore.isHeld(handle, owner.kind(), owner.id())) {
        set(handle, owner, false);
      }
    }
    for (Long id : experiments) {
      if (!ProtectionStore.isExperimentHeld(handle, id)) {
        Experiments.setProtected(handle, id, false);
      }
    }
  }

  private static void set(Handle handle, Held owner, boolean isProtected) {
    switch (owner.kind()) {
      case RUN -> Runs.setProtected(handle, owner.id(), isProtected);
      case MODEL -> LoggedModels.setProtected(handle, owner.id(), isProtected);
    }
  }

  /** Refuses to change a file or a folder that is held, or holds what is. */
  static void refuseChange(Handle handle, Location location) {
    if (ProtectionStore.covers(handle, location)) {
      throw ApiException.conflict(
          "'"
              + location.path()
              + "' of "
              + location.owner().words()
              + " belongs to a version of a guarded model that is in use, so it can neither be"
              + " deleted nor changed");
    }
  }
}
