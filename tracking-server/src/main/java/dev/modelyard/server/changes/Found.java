package dev.modelyard.server.changes;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was found to have changed since a cursor.
 *
 * @param cursor how far this goes
 * @param isComplete whether this is all; if not, whoever follows must read all anew
 * @param runs that were made or changed
 * @param points runs with newer points
 * @param files runs of which files were put
 * @param experiments that were made or changed
 * @param models names of registered models
 */
record Found(
    Cursor cursor,
    boolean isComplete,
    List<OfRun> runs,
    List<OfRun> points,
    List<OfFiles> files,
    List<OfExperiment> experiments,
    List<String> models) {

  Found {
    runs = List.copyOf(runs);
    points = List.copyOf(points);
    files = List.copyOf(files);
    experiments = List.copyOf(experiments);
    models = List.copyOf(models);
  }

  /** A change of a run; one later has another mark. */
  record OfRun(UUID runId, long experimentId, String mark) {}

  /** A change of a run's files; one later has another mark. */
  record OfFiles(UUID runId, String mark) {}

  /** A change of an experiment; one later has another mark. */
  record OfExperiment(long experimentId, String mark) {}

  /** Nothing, from {@code cursor} on. */
  static Found nothing(Cursor cursor, boolean isComplete) {
    return new Found(cursor, isComplete, List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** What was not told before: changes are found again while an older transaction is under way. */
  Found without(Found told) {
    return new Found(
        cursor,
        isComplete,
        without(runs, told.runs),
        without(points, told.points),
        without(files, told.files),
        without(experiments, told.experiments),
        models);
  }

  private static <T> List<T> without(List<T> all, List<T> told) {
    Set<T> known = new HashSet<>(told);
    return all.stream().filter(Predicate.not(known::contains)).toList();
  }

  /** What of it somebody wants to hear of. */
  Changes of(Watch watch) {
    if (!isComplete) {
      return new Changes(
          cursor, true, List.of(), List.of(), Map.of(), List.of(), List.of(), List.of());
    }
    List<OfRun> ofRuns = covered(runs, watch);
    List<OfRun> ofPoints = covered(points, watch);
    return new Changes(
        cursor,
        false,
        ids(ofRuns),
        ids(ofPoints),
        Stream.concat(ofRuns.stream(), ofPoints.stream())
            .collect(Collectors.toMap(OfRun::runId, OfRun::experimentId, (one, same) -> one)),
        files.stream().map(OfFiles::runId).filter(watch.files()::contains).toList(),
        watch.models() ? models.stream().distinct().toList() : List.of(),
        experiments.stream().map(OfExperiment::experimentId).filter(watch::covers).toList());
  }

  private static List<OfRun> covered(List<OfRun> runs, Watch watch) {
    return runs.stream().filter(run -> watch.covers(run.runId(), run.experimentId())).toList();
  }

  private static List<UUID> ids(List<OfRun> runs) {
    return runs.stream().map(OfRun::runId).distinct().toList();
  }
}
