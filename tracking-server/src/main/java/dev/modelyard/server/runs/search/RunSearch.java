package dev.modelyard.server.runs.search;

import dev.modelyard.server.experiments.ExperimentIds;
import dev.modelyard.server.experiments.ViewType;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.Filter;
import dev.modelyard.server.search.Grammar;
import dev.modelyard.server.search.Grammars;
import dev.modelyard.server.search.OrderBy;
import dev.modelyard.server.search.PageToken;
import dev.modelyard.server.search.QueryFingerprint;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.MaxResults;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checked search over the runs of some experiments.
 *
 * @param experimentIds each once; none finds nothing
 * @param words what must be found of a run beside the filter
 * @param order complete: the last key tells all runs apart
 * @param after behind which run the page begins, null for the first page
 */
public record RunSearch(
    List<Long> experimentIds,
    Filter filter,
    RunWords words,
    ViewType view,
    RunOrder order,
    int maxResults,
    QueryFingerprint fingerprint,
    @Nullable PageToken after) {

  private static final int DEFAULT_RESULTS = 1_000;
  private static final int MAX_RESULTS = 50_000;

  public RunSearch {
    experimentIds = List.copyOf(experimentIds);
  }

  /** The experiments as one value to bind. */
  long[] experiments() {
    return experimentIds.stream().mapToLong(id -> id).toArray();
  }

  static RunSearch read(FieldReader in) {
    List<String> experimentIds = List.of();
    String filter = null;
    ViewType view = null;
    Long maxResults = null;
    List<String> orderBy = List.of();
    String token = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "experiment_ids" -> experimentIds = in.strings();
        case "filter" -> filter = in.string();
        case "run_view_type" -> view = in.enumeration(ViewType.class);
        case "max_results" -> maxResults = in.int64();
        case "order_by" -> orderBy = in.strings();
        case "page_token" -> token = in.string();
        default -> in.skip();
      }
    }
    return of(
        Grammars.RUNS,
        experimentIds,
        filter,
        List.of(),
        RunWords.NONE,
        view,
        orderBy,
        maxResults == null ? DEFAULT_RESULTS : MaxResults.upTo(MAX_RESULTS, maxResults),
        token);
  }

  /**
   * Checks a search.
   *
   * @param grammar what the filter and the order may say
   * @param filter null for all runs
   * @param more what must hold beside the filter
   * @param view null for active ones
   * @param token null or empty for the first page
   */
  public static RunSearch of(
      Grammar grammar,
      List<String> experimentIds,
      @Nullable String filter,
      List<Condition> more,
      RunWords words,
      @Nullable ViewType view,
      List<String> orderBy,
      int maxResults,
      @Nullable String token) {
    List<Long> ids =
        experimentIds.stream().flatMap(ExperimentIds::forSearch).distinct().sorted().toList();
    ViewType viewType = view == null ? ViewType.ACTIVE_ONLY : view;
    RunOrder order = RunOrder.of(OrderBy.parse(grammar, orderBy));
    Filter all = Filter.parse(grammar, filter).and(more);
    String text = (filter == null ? "" : filter) + (more.isEmpty() ? "" : more);
    var fingerprint = fingerprint(ids, text, words, viewType, orderBy);
    return new RunSearch(
        ids,
        all,
        words,
        viewType,
        order,
        maxResults,
        fingerprint,
        token == null || token.isEmpty()
            ? null
            : PageToken.decode(token, fingerprint, order.slots()));
  }

  /** The same search from its beginning. */
  RunSearch fromTheBeginning() {
    return new RunSearch(experimentIds, filter, words, view, order, maxResults, fingerprint, null);
  }

  private static QueryFingerprint fingerprint(
      List<Long> ids, String filter, RunWords words, ViewType view, List<String> orderBy) {
    List<String> parts =
        new ArrayList<>(
            List.of("runs", ids.toString(), filter, words.words().toString(), view.name()));
    parts.addAll(orderBy);
    return QueryFingerprint.of(parts.toArray(String[]::new));
  }
}
