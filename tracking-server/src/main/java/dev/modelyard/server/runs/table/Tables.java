package dev.modelyard.server.runs.table;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.runs.Run;
import dev.modelyard.server.runs.search.RunSearches;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Makes tables of runs: finds the runs as searches do, then reads the asked columns of those runs
 * alone, in one statement a kind. Thread-safe.
 */
final class Tables {
  private final Database database;

  Tables(Database database) {
    this.database = database;
  }

  /**
   * One page of a table.
   *
   * @param nextPageToken null at the end
   * @param total how many runs there are on all pages; null when that was not asked
   * @param children how many runs are nested in each; null when that was not asked
   */
  record Table(
      List<Run> runs,
      Cells cells,
      @Nullable String nextPageToken,
      @Nullable Long total,
      @Nullable List<Long> children) {}

  Table table(TableRequest request) {
    return database.statement(handle -> table(handle, request));
  }

  private static Table table(Handle handle, TableRequest request) {
    RunSearches.Found found =
        request.runIds() == null
            ? RunSearches.find(handle, request.search())
            : new RunSearches.Found(TableStore.runs(handle, request.runIds()), null);
    List<UUID> runIds = found.runs().stream().map(Run::runId).toList();
    Cells cells = new Cells(request.columns(), runIds.size());
    if (!runIds.isEmpty()) {
      fill(handle, runIds, cells);
    }
    return new Table(
        found.runs(),
        cells,
        found.nextPageToken(),
        total(handle, request, found),
        request.withChildren() ? TableStore.children(handle, runIds) : null);
  }

  private static void fill(Handle handle, List<UUID> runIds, Cells cells) {
    for (Column.Kind kind : Column.Kind.values()) {
      if (cells.keys(kind).length > 0) {
        switch (kind) {
          case METRIC -> TableStore.metrics(handle, runIds, cells);
          case PARAM, TAG -> TableStore.texts(handle, kind, runIds, cells);
        }
      }
    }
  }

  private static @Nullable Long total(
      Handle handle, TableRequest request, RunSearches.Found found) {
    if (!request.withTotal()) {
      return null;
    }
    boolean isFirst = request.runIds() != null || request.search().after() == null;
    return isFirst && found.nextPageToken() == null
        ? Long.valueOf(found.runs().size())
        : RunSearches.count(handle, request.search());
  }
}
