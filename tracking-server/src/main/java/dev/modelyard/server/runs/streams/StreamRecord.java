package dev.modelyard.server.runs.streams;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.metrics.Metric;
import dev.modelyard.server.metrics.ModelMetric;
import dev.modelyard.server.runs.LogBatch;
import dev.modelyard.server.runs.Param;
import dev.modelyard.server.runs.Tag;
import dev.modelyard.server.wire.FieldReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One thing that a stream logs, or numbers that it gives up. */
interface StreamRecord {
  /** Adds what is to be stored. */
  void addTo(Parts parts);

  /** How many numbers of the stream it takes. */
  default long numbers() {
    return 1;
  }

  /** An object with one field, which says what it is. */
  static StreamRecord read(FieldReader in) {
    StreamRecord record = null;
    for (String field = in.next(); field != null; field = in.next()) {
      StreamRecord next = read(field, in);
      if (next != null && record != null) {
        throw ApiException.invalid("A record holds one of metric, param, tag and skip, not two");
      }
      record = next == null ? record : next;
    }
    if (record == null) {
      throw ApiException.invalid("A record holds one of metric, param, tag and skip");
    }
    return record;
  }

  private static @Nullable StreamRecord read(String field, FieldReader in) {
    switch (field) {
      case "metric" -> {
        return in.object(StreamRecord::metric);
      }
      case "param" -> {
        Param param = in.object(Param::read);
        return param == null ? null : parts -> parts.add(param);
      }
      case "tag" -> {
        Tag tag = in.object(Tag::read);
        return tag == null ? null : parts -> parts.add(tag);
      }
      case "skip" -> {
        Long numbers = in.int64();
        return numbers == null ? null : new Skip(numbers);
      }
      default -> {
        in.skip();
        return null;
      }
    }
  }

  private static StreamRecord metric(FieldReader in) {
    List<ModelMetric> ofModel = new ArrayList<>(0);
    Metric metric = Metric.read(in, ofModel::add);
    return parts -> parts.add(metric, ofModel);
  }

  /** Numbers of which nothing will come: the writer lost or gave up what they stood for. */
  record Skip(long numbers) implements StreamRecord {
    public Skip {
      if (numbers < 1) {
        throw ApiException.invalid(
            "Invalid value " + numbers + " for 'skip': must be 1 or greater");
      }
    }

    @Override
    public void addTo(Parts parts) {
      // nothing to store
    }
  }

  /** What the records of a request add up to. */
  final class Parts {
    private final UUID runId;
    private final List<Metric> metrics = new ArrayList<>();
    private final List<ModelMetric> ofModels = new ArrayList<>();
    private final Map<String, Param> params = new LinkedHashMap<>();
    private final Map<String, Tag> tags = new LinkedHashMap<>();

    Parts(UUID runId) {
      this.runId = runId;
    }

    void add(Metric metric, List<ModelMetric> ofModel) {
      metrics.add(metric);
      ofModels.addAll(ofModel);
    }

    void add(Param param) {
      Param before = params.putIfAbsent(param.key(), param);
      if (before != null && !before.equals(param)) {
        throw ApiException.invalid(
            "Changing param values is not allowed. The param '"
                + param.key()
                + "' stands in the request with two values");
      }
    }

    /** Of one key the last counts. */
    void add(Tag tag) {
      tags.put(tag.key(), tag);
    }

    LogBatch batch() {
      return new LogBatch(
          runId, metrics, ofModels, List.copyOf(params.values()), List.copyOf(tags.values()));
    }
  }
}
