package dev.modelyard.server.experiments;

import dev.modelyard.server.search.Filter;
import dev.modelyard.server.search.Grammars;
import dev.modelyard.server.search.Keyset;
import dev.modelyard.server.search.OrderBy;
import dev.modelyard.server.search.OrderKey;
import dev.modelyard.server.search.PageToken;
import dev.modelyard.server.search.PageValue;
import dev.modelyard.server.search.QueryFingerprint;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.MaxResults;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A checked search over experiments. */
record ExperimentSearch(
    Filter filter,
    ViewType view,
    Keyset order,
    int maxResults,
    QueryFingerprint fingerprint,
    @Nullable PageToken after) {

  private static final int MAX_RESULTS = 50_000;

  /** A page and the token of the next one, null at the end. */
  record Page(List<Experiment> experiments, @Nullable String nextPageToken) {}

  static ExperimentSearch read(FieldReader in) {
    Long maxResults = null;
    String token = null;
    String filter = null;
    List<String> orderBy = List.of();
    ViewType view = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "max_results" -> maxResults = in.int64();
        case "page_token" -> token = in.string();
        case "filter" -> filter = in.string();
        case "order_by" -> orderBy = in.strings();
        case "view_type" -> view = in.enumeration(ViewType.class);
        default -> in.skip();
      }
    }
    ViewType viewType = view == null ? ViewType.ACTIVE_ONLY : view;
    Keyset order = order(OrderBy.parse(Grammars.EXPERIMENTS, orderBy));
    var fingerprint =
        QueryFingerprint.of(
            "experiments", filter == null ? "" : filter, order.orderBy(), viewType.name());
    return new ExperimentSearch(
        Filter.parse(Grammars.EXPERIMENTS, filter),
        viewType,
        order,
        // MLflow has no default here: an absent number is 0, which is refused.
        MaxResults.upTo(MAX_RESULTS, maxResults == null ? 0 : maxResults),
        fingerprint,
        token == null || token.isEmpty()
            ? null
            : PageToken.decode(token, fingerprint, order.slots()));
  }

  private static Keyset order(OrderBy given) {
    List<Keyset.Column> columns = new ArrayList<>();
    boolean byId = false;
    for (OrderKey key : given.keys()) {
      columns.add(column(key.field().key(), key.ascending()));
      byId |= key.field().key().equals("experiment_id");
    }
    if (columns.isEmpty()) {
      columns.add(column("creation_time", false));
      columns.add(column("experiment_id", true));
    } else if (!byId) {
      columns.add(column("experiment_id", false));
    }
    return new Keyset(columns);
  }

  private static Keyset.Column column(String key, boolean ascending) {
    return new Keyset.Column(
        "e." + key, ascending, key.equals("name") ? PageToken.Slot.TEXT : PageToken.Slot.LONG);
  }

  /** Cuts {@code found}, one more than asked for if there is more, to a page. */
  Page page(List<Experiment> found) {
    if (found.size() <= maxResults) {
      return new Page(found, null);
    }
    List<Experiment> page = found.subList(0, maxResults);
    Experiment last = page.get(maxResults - 1);
    List<PageValue> values = order.columns().stream().map(column -> value(column, last)).toList();
    return new Page(page, new PageToken(values).encode(fingerprint));
  }

  private static PageValue value(Keyset.Column column, Experiment experiment) {
    return switch (column.sql()) {
      case "e.name" -> PageValue.of(experiment.name());
      case "e.creation_time" -> PageValue.of(experiment.creationTime());
      case "e.last_update_time" -> PageValue.of(experiment.lastUpdateTime());
      default -> PageValue.of(experiment.experimentId());
    };
  }
}
