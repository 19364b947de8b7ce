package dev.modelyard.server.loggedmodels.search;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ExperimentIds;
import dev.modelyard.server.search.Filter;
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
 * A checked search over the logged models of some experiments.
 *
 * @param experimentIds each once; none finds nothing
 * @param datasets on which metrics are looked at; none means any
 * @param after the sort values of the model behind which the page begins, null for the first page
 */
record LoggedModelSearch(
    List<Long> experimentIds,
    Filter filter,
    List<Dataset> datasets,
    ModelOrder order,
    int maxResults,
    QueryFingerprint fingerprint,
    @Nullable List<Object> after) {

  private static final int DEFAULT_RESULTS = 50;

  /** What MLflow takes 0 for. */
  private static final int RESULTS_AT_ZERO = 100;

  /** MLflow has no limit; a page holds no more than this, whatever was asked for. */
  private static final int MAX_PAGE = 1_000;

  LoggedModelSearch {
    experimentIds = List.copyOf(experimentIds);
    datasets = List.copyOf(datasets);
  }

  /** The experiments as one value to bind. */
  long[] experiments() {
    return experimentIds.stream().mapToLong(id -> id).toArray();
  }

  static LoggedModelSearch read(FieldReader in) {
    List<String> experimentIds = null;
    String filter = null;
    List<Dataset> datasets = List.of();
    Long maxResults = null;
    List<ModelSortKey> orderBy = List.of();
    String token = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "experiment_ids" -> experimentIds = in.strings();
        case "filter" -> filter = in.string();
        case "datasets" -> datasets = Dataset.readAll(in);
        case "max_results" -> maxResults = in.int64();
        case "order_by" -> orderBy = in.objects(ModelSortKey::read);
        case "page_token" -> token = in.string();
        default -> in.skip();
      }
    }
    if (orderBy.size() > OrderBy.MAX_KEYS) {
      throw ApiException.invalid("Invalid order_by: more than " + OrderBy.MAX_KEYS + " keys");
    }
    List<Long> ids =
        in.require(experimentIds, "experiment_ids").stream()
            .flatMap(ExperimentIds::forSearch)
            .distinct()
            .sorted()
            .toList();
    ModelOrder order = ModelOrder.of(orderBy);
    QueryFingerprint fingerprint =
        fingerprint(ids, filter == null ? "" : filter, datasets, orderBy);
    return new LoggedModelSearch(
        ids,
        Filter.parse(Grammars.LOGGED_MODELS, filter),
        datasets,
        order,
        maxResults(maxResults),
        fingerprint,
        token == null || token.isEmpty()
            ? null
            : order.values(PageToken.decode(token, fingerprint, order.keyset().slots())));
  }

  private static QueryFingerprint fingerprint(
      List<Long> ids, String filter, List<Dataset> datasets, List<ModelSortKey> orderBy) {
    List<String> parts = new ArrayList<>(List.of("logged-models", ids.toString(), filter));
    parts.add(Integer.toString(datasets.size()));
    for (Dataset dataset : datasets) {
      parts.addAll(List.of(dataset.name(), dataset.digest()));
    }
    for (ModelSortKey key : orderBy) {
      parts.addAll(
          List.of(
              key.field().entity().name(),
              key.field().key(),
              Boolean.toString(key.ascending()),
              key.dataset().name(),
              key.dataset().digest()));
    }
    return QueryFingerprint.of(parts.toArray(String[]::new));
  }

  private static int maxResults(@Nullable Long given) {
    if (given == null) {
      return DEFAULT_RESULTS;
    }
    long checked = MaxResults.within(0, Long.MAX_VALUE, given, "not be negative");
    return checked == 0 ? RESULTS_AT_ZERO : (int) Math.min(checked, MAX_PAGE);
  }
}
