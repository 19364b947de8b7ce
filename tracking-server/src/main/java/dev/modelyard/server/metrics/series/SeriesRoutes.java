package dev.modelyard.server.metrics.series;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.metrics.History;
import dev.modelyard.server.metrics.Points;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.Numbers;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The call that reads series for charts. Runs are read one by one while the answer is sent. */
public final class SeriesRoutes {
  private final History history;
  private final Function<String, Optional<UUID>> runIds;
  private final Function<List<UUID>, Map<UUID, Long>> startTimes;

  /**
   * @param runIds understands a run id as the wire spells it
   * @param startTimes gives when runs began, in milliseconds since 1970; unknown ones are left out
   */
  public SeriesRoutes(
      History history,
      Function<String, Optional<UUID>> runIds,
      Function<List<UUID>, Map<UUID, Long>> startTimes) {
    this.history = history;
    this.runIds = runIds;
    this.startTimes = startTimes;
  }

  public void register(Api api) {
    api.under(Prefix.OWN)
        .compressed()
        .post("metrics/series", Permission.READ, SeriesRequest::read, this::series);
  }

  private Answer series(SeriesRequest request) {
    Map<String, UUID> ids = new LinkedHashMap<>();
    for (String runId : request.runIds()) {
      runIds.apply(runId).ifPresent(id -> ids.put(runId, id));
    }
    Map<UUID, Long> starts = startTimes.apply(List.copyOf(ids.values()));
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("series");
      for (Map.Entry<String, UUID> run : ids.entrySet()) {
        Long start = starts.get(run.getValue());
        if (start != null) {
          List<Series> ofRun = SeriesReader.read(history, request, run.getValue(), start);
          for (int key = 0; key < ofRun.size(); key++) {
            if (!ofRun.get(key).isEmpty()) {
              write(out, run.getKey(), request.keys().get(key), ofRun.get(key));
            }
          }
        }
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  private static void write(JsonGenerator out, String runId, String key, Series series)
      throws IOException {
    Points exact = series.exact();
    out.writeStartObject();
    out.writeStringField("run_id", runId);
    out.writeStringField("key", key);
    out.writeNumberField("points", series.inRange());
    out.writeBooleanField("exact", exact != null);
    out.writeNumberField("x_min", series.least());
    out.writeNumberField("x_max", series.greatest());
    if (exact != null) {
      writePoints(out, exact);
    } else {
      writeBuckets(out, series.filled());
    }
    out.writeEndObject();
  }

  private static void writePoints(JsonGenerator out, Points points) throws IOException {
    out.writeArrayFieldStart("x");
    for (int i = 0; i < points.size(); i++) {
      out.writeNumber(points.timestamp(i));
    }
    out.writeEndArray();
    out.writeArrayFieldStart("last");
    for (int i = 0; i < points.size(); i++) {
      Numbers.write(out, points.value(i));
    }
    out.writeEndArray();
  }

  private static void writeBuckets(JsonGenerator out, List<Bucket> buckets) throws IOException {
    writeNumbers(out, "x", buckets, bucket -> bucket.firstX);
    writeNumbers(out, "x_last", buckets, bucket -> bucket.lastX);
    writeValues(out, "first", buckets, bucket -> bucket.first);
    writeValues(out, "last", buckets, bucket -> bucket.last);
    writeValues(out, "min", buckets, bucket -> bucket.min);
    writeValues(out, "max", buckets, bucket -> bucket.max);
    writeValues(out, "mean", buckets, Bucket::mean);
    writeNumbers(out, "count", buckets, bucket -> bucket.count);
    writeNumbers(out, "nan", buckets, bucket -> bucket.nan);
    writeNumbers(out, "pos_inf", buckets, bucket -> bucket.positiveInfinity);
    writeNumbers(out, "neg_inf", buckets, bucket -> bucket.negativeInfinity);
  }

  private static void writeNumbers(
      JsonGenerator out, String field, List<Bucket> buckets, ToLongFunction<Bucket> number)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (Bucket bucket : buckets) {
      out.writeNumber(number.applyAsLong(bucket));
    }
    out.writeEndArray();
  }

  /** What only finite values have. */
  private static void writeValues(
      JsonGenerator out, String field, List<Bucket> buckets, ToDoubleFunction<Bucket> value)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (Bucket bucket : buckets) {
      if (bucket.finite == 0) {
        out.writeNull();
      } else {
        out.writeNumber(value.applyAsDouble(bucket));
      }
    }
    out.writeEndArray();
  }
}
