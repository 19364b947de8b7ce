package dev.modelyard.server.metrics;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.MaxResults;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The calls that read histories of one metric of several runs, one run after the other. */
public final class BulkHistoryRoutes {
  private static final int MOST_RUNS = 100;
  private static final int MOST_POINTS = 25_000;
  private static final int MOST_SAMPLES = 2_500;

  private final History history;
  private final IntervalHistory intervals;
  private final Function<String, Optional<UUID>> runIds;

  /** {@code runIds} understands a run id as the wire spells it. */
  public BulkHistoryRoutes(
      History history, IntervalHistory intervals, Function<String, Optional<UUID>> runIds) {
    this.history = history;
    this.intervals = intervals;
    this.runIds = runIds;
  }

  public void register(Api api) {
    api.under(Prefix.AJAX_2)
        .get("metrics/get-history-bulk", Permission.READ, Bulk::read, this::bulk);
    api.under(Prefix.MLFLOW_2)
        .get("metrics/get-history-bulk-interval", Permission.READ, Interval::read, this::interval);
  }

  /** The first points of all runs together, runs in the order of their ids. */
  private record Bulk(List<String> runIds, String key, long maxResults) {
    static Bulk read(FieldReader in) {
      List<String> runIds = List.of();
      String key = null;
      Long maxResults = null;
      for (String field = in.next(); field != null; field = in.next()) {
        switch (field) {
          case "run_id" -> runIds = in.strings();
          case "metric_key" -> key = in.string();
          case "max_results" -> maxResults = in.int64();
          default -> in.skip();
        }
      }
      // An empty key names no metric here, as on MLflow.
      String checkedKey = in.require(key, "metric_key");
      long most =
          maxResults == null
              ? MOST_POINTS
              : MaxResults.within(0, Long.MAX_VALUE, maxResults, "be at least 0");
      return new Bulk(
          checked("run_id", runIds).stream().distinct().sorted().toList(),
          checkedKey,
          Math.min(most, MOST_POINTS));
    }
  }

  /** Samples of each run, runs in the order asked for. */
  private record Interval(
      List<String> runIds, String key, IntervalHistory.Steps steps, int maxResults) {
    static Interval read(FieldReader in) {
      List<String> runIds = List.of();
      String key = null;
      Long start = null;
      Long end = null;
      Long maxResults = null;
      for (String field = in.next(); field != null; field = in.next()) {
        switch (field) {
          case "run_ids" -> runIds = in.strings();
          case "metric_key" -> key = in.string();
          case "start_step" -> start = in.int64();
          case "end_step" -> end = in.int64();
          case "max_results" -> maxResults = in.int64();
          default -> in.skip();
        }
      }
      String checkedKey = in.requireText(key, "metric_key");
      List<String> checkedIds = checked("run_ids", runIds);
      int most = maxResults == null ? MOST_SAMPLES : MaxResults.upTo(MOST_SAMPLES, maxResults);
      requireBoth(start, end);
      return new Interval(
          checkedIds,
          checkedKey,
          start == null || end == null
              ? IntervalHistory.Steps.ALL
              : new IntervalHistory.Steps(start, end),
          most);
    }

    private static void requireBoth(@Nullable Long start, @Nullable Long end) {
      if ((start == null) != (end == null)) {
        throw ApiException.invalid("start_step and end_step must be given together, or neither");
      }
      if (start != null && end != null && start > end) {
        throw ApiException.invalid(
            "end_step must not be less than start_step, but is " + end + " after " + start);
      }
    }
  }

  private Answer bulk(Bulk request) {
    return out -> {
      SerializedString key = new SerializedString(request.key());
      out.writeStartObject();
      out.writeArrayFieldStart("metrics");
      long left = request.maxResults();
      for (String runId : request.runIds()) {
        Optional<UUID> id = runIds.apply(runId);
        if (id.isPresent() && left > 0) {
          Points points = history.page(id.get(), request.key(), Position.START, left).points();
          write(out, key, points, runId);
          left -= points.size();
        }
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  private Answer interval(Interval request) {
    return out -> {
      SerializedString key = new SerializedString(request.key());
      boolean any = false;
      out.writeStartObject();
      for (String runId : request.runIds()) {
        Optional<UUID> id = runIds.apply(runId);
        if (id.isPresent()) {
          Points points =
              intervals.sample(id.get(), request.key(), request.steps(), request.maxResults());
          if (!any && points.size() > 0) {
            out.writeArrayFieldStart("metrics");
            any = true;
          }
          write(out, key, points, runId);
        }
      }
      if (any) {
        out.writeEndArray();
      }
      out.writeEndObject();
    };
  }

  private static void write(JsonGenerator out, SerializedString key, Points points, String runId)
      throws IOException {
    for (int i = 0; i < points.size(); i++) {
      Metric.write(out, key, points.value(i), points.timestamp(i), points.step(i), runId);
    }
  }

  private static List<String> checked(String field, List<String> runIds) {
    if (runIds.isEmpty() || runIds.size() > MOST_RUNS) {
      throw ApiException.invalid(
          "The parameter '"
              + field
              + "' must be given from 1 to "
              + MOST_RUNS
              + " times, it is given "
              + runIds.size()
              + " times");
    }
    return runIds;
  }
}
