package dev.modelyard.server.registry.search;

import dev.modelyard.server.search.Grammar;
import dev.modelyard.server.search.Grammars;
import dev.modelyard.server.search.Keyset;
import dev.modelyard.server.search.OrderBy;
import dev.modelyard.server.search.PageToken;
import dev.modelyard.server.search.QueryFingerprint;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.MaxResults;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A checked search over registered models or over model versions.
 *
 * @param after the row behind which the page begins, null for the first page
 */
record RegistrySearch(
    RegistryFilter filter,
    Keyset order,
    int maxResults,
    QueryFingerprint fingerprint,
    @Nullable PageToken after) {

  /** What is searched, and how large its pages are. */
  private record Kind(
      String name,
      Grammar grammar,
      Function<OrderBy, Keyset> order,
      int defaultResults,
      int maxResults) {}

  private static final Kind MODELS =
      new Kind("registered-models", Grammars.REGISTERED_MODELS, RegistryOrder::models, 100, 1_000);

  private static final Kind VERSIONS =
      new Kind(
          "model-versions", Grammars.MODEL_VERSIONS, RegistryOrder::versions, 200_000, 200_000);

  static RegistrySearch ofModels(FieldReader in) {
    return read(MODELS, in);
  }

  static RegistrySearch ofVersions(FieldReader in) {
    return read(VERSIONS, in);
  }

  /** The newest versions of one model, as the page asks for them. */
  static RegistrySearch ofVersionsOf(String model, int maxResults) {
    List<String> newestFirst = List.of("version_number DESC");
    Keyset order = VERSIONS.order.apply(OrderBy.parse(VERSIONS.grammar, newestFirst));
    return new RegistrySearch(
        RegistryFilter.ofModel(model),
        order,
        maxResults,
        QueryFingerprint.of(VERSIONS.name, model, order.orderBy()),
        null);
  }

  private static RegistrySearch read(Kind kind, FieldReader in) {
    String filter = null;
    Long maxResults = null;
    List<String> orderBy = List.of();
    String token = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "filter" -> filter = in.string();
        case "max_results" -> maxResults = in.int64();
        case "order_by" -> orderBy = in.strings();
        case "page_token" -> token = in.string();
        default -> in.skip();
      }
    }
    Keyset order = kind.order.apply(OrderBy.parse(kind.grammar, orderBy));
    QueryFingerprint fingerprint =
        QueryFingerprint.of(kind.name, filter == null ? "" : filter, order.orderBy());
    return new RegistrySearch(
        RegistryFilter.parse(kind.grammar, filter),
        order,
        maxResults == null ? kind.defaultResults : MaxResults.upTo(kind.maxResults, maxResults),
        fingerprint,
        token == null || token.isEmpty()
            ? null
            : PageToken.decode(token, fingerprint, order.slots()));
  }
}
