package dev.modelyard.server.runs.table;

import dev.modelyard.server.experiments.ViewType;
import dev.modelyard.server.runs.search.RunSearch;
import dev.modelyard.server.runs.search.RunWords;
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

  static FirstRuns read(FieldReader in) {
    String experiment = null;
    boolean isUsual = true;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "experiment" -> experiment = in.string();
        case "q", "sort", "cols", "lifecycle" -> {
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

  TableRequest table(List<Column> columns) {
    RunSearch search =
        RunSearch.of(
            experiments(),
            null,
            RunWords.checked(List.of()),
            ViewType.ACTIVE_ONLY,
            List.of(),
            ROWS,
            null);
    return new TableRequest(search, null, columns, true);
  }

  private List<String> experiments() {
    return experiment == null ? List.of() : List.of(experiment);
  }
}
