package dev.modelyard.server.runs.table;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ViewType;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.runs.search.RunSearch;
import dev.modelyard.server.runs.search.RunWords;
import dev.modelyard.server.search.Grammars;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.MaxResults;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A checked wish for a table of runs.
 *
 * @param runIds these runs in this order, whatever the search says; null for those of the search
 * @param columns each once, in the order wanted
 * @param withTotal whether to tell how many runs the search finds in all
 * @param withChildren whether to tell how many runs are nested in each
 */
record TableRequest(
    RunSearch search,
    @Nullable List<UUID> runIds,
    List<Column> columns,
    boolean withTotal,
    boolean withChildren) {
  private static final int DEFAULT_ROWS = 1_000;
  private static final int MAX_ROWS = 10_000;

  /** What one answer may hold; it is gathered in memory. */
  private static final int MAX_CELLS = 500_000;

  TableRequest {
    runIds = runIds == null ? null : List.copyOf(runIds);
    columns = List.copyOf(columns);
  }

  static TableRequest read(FieldReader in) {
    List<String> experimentIds = List.of();
    List<String> runIds = List.of();
    String filter = null;
    List<String> words = List.of();
    ViewType view = null;
    List<String> orderBy = List.of();
    List<String> columns = List.of();
    Long maxResults = null;
    String token = null;
    Boolean withTotal = null;
    Boolean withChildren = null;
    String groupBy = null;
    String groupValue = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "experiment_ids" -> experimentIds = in.strings();
        case "run_ids" -> runIds = in.strings();
        case "filter" -> filter = in.string();
        case "words" -> words = in.strings();
        case "view" -> view = in.enumeration(ViewType.class);
        case "order_by" -> orderBy = in.strings();
        case "columns" -> columns = in.strings();
        case "max_results" -> maxResults = in.int64();
        case "page_token" -> token = in.string();
        case "count" -> withTotal = in.bool();
        case "children" -> withChildren = in.bool();
        case "group_by" -> groupBy = in.string();
        case "group_value" -> groupValue = in.string();
        default -> in.skip();
      }
    }
    int rows = maxResults == null ? DEFAULT_ROWS : MaxResults.upTo(MAX_ROWS, maxResults);
    atMost(MAX_ROWS, runIds.size(), "runs in 'run_ids'");
    atMost(
        MAX_CELLS,
        (runIds.isEmpty() ? rows : runIds.size()) * columns.size(),
        "cells (rows times columns)");
    return new TableRequest(
        RunSearch.of(
            Grammars.RUN_TABLE,
            experimentIds,
            filter,
            groupBy == null ? List.of() : List.of(Grouping.parse(groupBy).of(groupValue)),
            RunWords.checked(words),
            view,
            orderBy,
            rows,
            token),
        runIds.isEmpty() ? null : RunIds.parseAll(runIds),
        Column.parse(columns),
        Boolean.TRUE.equals(withTotal),
        Boolean.TRUE.equals(withChildren));
  }

  private static void atMost(int most, int given, String what) {
    if (given > most) {
      throw ApiException.invalid("Too many " + what + ": " + given + "; at most " + most);
    }
  }
}
