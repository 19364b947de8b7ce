package dev.modelyard.server.runs.table;

import dev.modelyard.server.experiments.ViewType;
import dev.modelyard.server.runs.search.RunSearch;
import dev.modelyard.server.runs.search.RunWords;
import dev.modelyard.server.search.Grammars;
import dev.modelyard.server.wire.FieldReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the address of an experiment's page asks for.
 *
 * @param isUsual whether nothing of it wishes for other runs, another order or other columns
 */
record FirstRuns(@Nullable String experiment, boolean isUsual) {
  /** More than a screen holds; the page fetches the others as one scrolls. */
  private static final int ROWS = 100;

  private static final String NESTED_IN_NONE = "attributes.parent_run_id IS NULL";

  static FirstRuns read(FieldReader in) {
    String experiment = null;
    boolean isUsual = true;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "experiment" -> experiment = in.string();
        case "q", "sort", "cols", "lifecycle", "group", "flat" -> {
          isUsual = false;
          in.skip();
        }
        default -> in.skip();
      }
    }
    return new FirstRuns(experiment, isUsual);
  }

  KeyRequest keys() {
    return KeyRequest.of(experiments());
  }

  /**
   * @param isNested whether some runs are nested in others; those are told with the number of runs
   *     in them, and the nested ones are fetched when somebody opens them
   */
  TableRequest table(List<Column> columns, boolean isNested) {
    RunSearch search =
        RunSearch.of(
            Grammars.RUN_TABLE,
            experiments(),
            isNested ? NESTED_IN_NONE : null,
            List.of(),
            RunWords.checked(List.of()),
            ViewType.ACTIVE_ONLY,
            List.of(),
            ROWS,
            null);
    return new TableRequest(search, null, columns, true, isNested);
  }

  private List<String> experiments() {
    return experiment == null ? List.of() : List.of(experiment);
  }
}
