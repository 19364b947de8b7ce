package dev.modelyard.server.changes;

import dev.modelyard.server.db.Database;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads what has changed, by a fixed number of statements. Thread-safe. */
final class ChangeReader {
  /** More changes of one kind are not told one by one: whoever follows reads all anew. */
  private static final int MOST = 1_000;

  private final Database database;

  ChangeReader(Database database) {
    this.database = database;
  }

  /** How far things have come. */
  Cursor head() {
    return database.statement(handle -> ChangeStore.head(handle).cursor());
  }

  /**
   * What has changed since a cursor; without one nothing, from now on. Not complete when there is
   * too much, or the database has not come so far, since it is another one or was set back.
   */
  Found since(Watch watch, @Nullable Cursor since) {
    // The head first: what others commit meanwhile is found again rather than never.
    return database.transaction(handle -> since(handle, ChangeStore.head(handle), watch, since));
  }

  private static Found since(
      Handle handle, ChangeStore.Head head, Watch watch, @Nullable Cursor since) {
    if (since == null) {
      return Found.nothing(head.cursor(), true);
    }
    if (since.transaction() > head.next() || since.event() > head.event()) {
      return Found.nothing(head.cursor(), false);
    }
    List<Found.OfRun> runs = new ArrayList<>();
    List<Found.OfRun> points = List.of();
    if (watch.ofRuns()) {
      runs.addAll(ChangeStore.runs(handle, watch, since, MOST));
      points = ChangeStore.points(handle, watch, since, MOST);
    }
    if (!watch.runs().isEmpty()) {
      runs.addAll(ChangeStore.notes(handle, watch, since, MOST));
    }
    List<Found.OfFiles> files =
        watch.files().isEmpty() ? List.of() : ChangeStore.files(handle, watch, since, MOST);
    List<Found.OfExperiment> experiments =
        watch.ofExperiments() ? ChangeStore.experiments(handle, watch, since, MOST) : List.of();
    List<String> models =
        watch.models() ? ChangeStore.models(handle, since, head, MOST) : List.of();
    boolean isComplete =
        runs.size() < MOST
            && points.size() < MOST
            && files.size() < MOST
            && experiments.size() < MOST
            && models.size() < MOST;
    return isComplete
        ? new Found(head.cursor(), true, runs, points, files, experiments, models)
        : Found.nothing(head.cursor(), false);
  }
}
