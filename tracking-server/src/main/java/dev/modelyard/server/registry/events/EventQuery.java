package dev.modelyard.server.registry.events;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.MaxResults;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which events a caller asks for; null asks for any.
 *
 * @param behind the number behind which the page begins
 * @param from in milliseconds since the epoch, that time included
 * @param until in milliseconds since the epoch, that time not included
 */
record EventQuery(
    boolean newestFirst,
    long behind,
    int maxResults,
    @Nullable String model,
    @Nullable Long modelId,
    @Nullable Integer version,
    @Nullable String action,
    @Nullable String actor,
    @Nullable Long from,
    @Nullable Long until) {
  private static final int DEFAULT_RESULTS = 100;
  private static final int MAX_RESULTS = 1_000;

  static EventQuery read(FieldReader in) {
    Long after = null;
    Long before = null;
    Long maxResults = null;
    String model = null;
    Long modelId = null;
    Long version = null;
    String action = null;
    String actor = null;
    Long from = null;
    Long until = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "after" -> after = in.int64();
        case "before" -> before = in.int64();
        case "max_results" -> maxResults = in.int64();
        case "model" -> model = in.string();
        case "model_id" -> modelId = in.int64();
        case "version" -> version = in.int64();
        case "action" -> action = in.string();
        case "actor" -> actor = in.string();
        case "from" -> from = in.int64();
        case "until" -> until = in.int64();
        default -> in.skip();
      }
    }
    if (after != null && before != null) {
      throw ApiException.invalid("Give 'after' or 'before', not both");
    }
    return new EventQuery(
        after == null,
        after != null ? after : before != null ? before : Long.MAX_VALUE,
        maxResults == null ? DEFAULT_RESULTS : MaxResults.upTo(MAX_RESULTS, maxResults),
        model,
        modelId,
        version == null ? null : (int) Math.max(-1, Math.min(version, Integer.MAX_VALUE)),
        known(action),
        actor,
        from,
        until);
  }

  private static @Nullable String known(@Nullable String action) {
    if (action != null && Arrays.stream(Action.values()).noneMatch(a -> a.name().equals(action))) {
      throw ApiException.invalid(
          "Invalid action: it must be one of " + Arrays.toString(Action.values()));
    }
    return action;
  }
}
