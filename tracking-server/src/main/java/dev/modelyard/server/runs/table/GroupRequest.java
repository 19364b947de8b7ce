package dev.modelyard.server.runs.table;

import dev.modelyard.server.experiments.ViewType;
import dev.modelyard.server.runs.search.RunSearch;
import dev.modelyard.server.runs.search.RunWords;
import dev.modelyard.server.search.Grammars;
import dev.modelyard.server.wire.FieldReader;
import java.util.List;

/**
 * A checked wish for groups of runs.
 *
 * @param columns whose numbers are told of each group; tags have none
 */
record GroupRequest(RunSearch search, Grouping by, List<Column> columns) {

  GroupRequest {
    columns = List.copyOf(columns);
  }

  static GroupRequest read(FieldReader in) {
    List<String> experimentIds = List.of();
    String filter = null;
    List<String> words = List.of();
    ViewType view = null;
    String by = null;
    List<String> columns = List.of();
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "experiment_ids" -> experimentIds = in.strings();
        case "filter" -> filter = in.string();
        case "words" -> words = in.strings();
        case "view" -> view = in.enumeration(ViewType.class);
        case "by" -> by = in.string();
        case "columns" -> columns = in.strings();
        default -> in.skip();
      }
    }
    return new GroupRequest(
        RunSearch.of(
            Grammars.RUN_TABLE,
            experimentIds,
            filter,
            List.of(),
            RunWords.checked(words),
            view,
            List.of(),
            1,
            null),
        Grouping.parse(in.require(by, "by")),
        Column.parse(columns));
  }
}
