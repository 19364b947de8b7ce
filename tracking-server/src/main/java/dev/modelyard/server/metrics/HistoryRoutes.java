package dev.modelyard.server.metrics;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.search.QueryFingerprint;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.MaxResults;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The calls that read histories of metrics. */
public final class HistoryRoutes {
  private final History history;
  private final Function<String, Optional<UUID>> runIds;

  /** {@code runIds} understands a run id as the wire spells it. */
  public HistoryRoutes(History history, Function<String, Optional<UUID>> runIds) {
    this.history = history;
    this.runIds = runIds;
  }

  public void register(Api api) {
    Calls calls = api.under(Prefix.MLFLOW_2);
    calls.get("metrics/get-history", Permission.READ, Request::read, this::history);
  }

  /** Without max_results everything is asked for. */
  private record Request(
      String runId, String key, long maxResults, QueryFingerprint fingerprint, Position after) {

    static Request read(FieldReader in) {
      String runId = null;
      String runUuid = null;
      String key = null;
      String token = null;
      Long maxResults = null;
      for (String field = in.next(); field != null; field = in.next()) {
        switch (field) {
          case "run_id" -> runId = in.string();
          case "run_uuid" -> runUuid = in.string();
          case "metric_key" -> key = in.string();
          case "page_token" -> token = in.string();
          case "max_results" -> maxResults = in.int64();
          default -> in.skip();
        }
      }
      String id = in.requireText(runId == null ? runUuid : runId, "run_id");
      String checkedKey = in.requireText(key, "metric_key");
      var fingerprint = QueryFingerprint.of("history", id, checkedKey);
      return new Request(
          id,
          checkedKey,
          maxResults(maxResults),
          fingerprint,
          token == null || token.isEmpty() ? Position.START : Position.decode(token, fingerprint));
    }

    private static long maxResults(@Nullable Long given) {
      return given == null
          ? Long.MAX_VALUE
          : MaxResults.within(1, Integer.MAX_VALUE, given, "be a positive integer");
    }
  }

  private Answer history(Request request) {
    Optional<UUID> runId = runIds.apply(request.runId());
    if (runId.isEmpty()) {
      return Answer.EMPTY;
    }
    History.Page first =
        history.page(runId.get(), request.key(), request.after(), request.maxResults());
    return out -> {
      SerializedString key = new SerializedString(request.key());
      out.writeStartObject();
      History.Page page = first;
      long left = request.maxResults();
      if (page.points().size() > 0) {
        out.writeArrayFieldStart("metrics");
        while (true) {
          Points points = page.points();
          for (int i = 0; i < points.size(); i++) {
            Metric.write(out, key, points.value(i), points.timestamp(i), points.step(i));
          }
          left -= points.size();
          if (!page.hasMore() || left == 0) {
            break;
          }
          page = history.page(runId.get(), request.key(), page.last(), left);
        }
        out.writeEndArray();
      }
      if (page.hasMore()) {
        out.writeStringField("next_page_token", page.last().encode(request.fingerprint()));
      }
      out.writeEndObject();
    };
  }
}
