package dev.modelyard.server.changes;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What somebody wants to hear of.
 *
 * @param everything whether all experiments, with their runs
 * @param experiments ids of experiments, with their runs
 * @param runs ids of runs
 * @param files ids of runs of which the files are watched
 * @param models whether registered models
 */
record Watch(
    boolean everything, Set<Long> experiments, Set<UUID> runs, Set<UUID> files, boolean models) {
  Watch {
    experiments = Set.copyOf(experiments);
    runs = Set.copyOf(runs);
    files = Set.copyOf(files);
  }

  /** What any of them wants to hear of. */
  static Watch any(Collection<Watch> watches) {
    return new Watch(
        watches.stream().anyMatch(Watch::everything),
        watches.stream().flatMap(w -> w.experiments().stream()).collect(Collectors.toSet()),
        watches.stream().flatMap(w -> w.runs().stream()).collect(Collectors.toSet()),
        watches.stream().flatMap(w -> w.files().stream()).collect(Collectors.toSet()),
        watches.stream().anyMatch(Watch::models));
  }

  boolean ofRuns() {
    return ofExperiments() || !runs.isEmpty();
  }

  boolean ofExperiments() {
    return everything || !experiments.isEmpty();
  }

  boolean covers(long experimentId) {
    return everything || experiments.contains(experimentId);
  }

  boolean covers(UUID runId, long experimentId) {
    return covers(experimentId) || runs.contains(runId);
  }
}
