package dev.modelyard.server.metrics;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.Keys;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One point of a metric: a checked key, a value (NaN and infinities included), the time in
 * milliseconds since the epoch (never negative) and the step (may be negative).
 */
public record Metric(String key, double value, long timestamp, long step) {

  /** Reads a point; when it is logged of a model as well, {@code ofModel} is given that. */
  public static Metric read(FieldReader in, Consumer<ModelMetric> ofModel) {
    Fields fields = new Fields();
    for (String field = in.next(); field != null; field = in.next()) {
      if (!fields.take(field, in)) {
        in.skip();
      }
    }
    return fields.checked(in, ofModel);
  }

  /** Writes the point as the wire spells it. */
  public void writeTo(JsonGenerator out) throws IOException {
    write(out, new SerializedString(key), value, timestamp, step);
  }

  /** Writes a point: NaN as a text, infinity as the largest double, as MLflow stores it. */
  static void write(
      JsonGenerator out, SerializableString key, double value, long timestamp, long step)
      throws IOException {
    out.writeStartObject();
    writeFields(out, key, value, timestamp, step);
    out.writeEndObject();
  }

  /** As {@link #write}, with the id of the run that it belongs to. */
  static void write(
      JsonGenerator out,
      SerializableString key,
      double value,
      long timestamp,
      long step,
      String runId)
      throws IOException {
    out.writeStartObject();
    writeFields(out, key, value, timestamp, step);
    out.writeStringField("run_id", runId);
    out.writeEndObject();
  }

  /** As {@link #writeTo}, into an object with more fields. */
  public void writeFieldsTo(JsonGenerator out) throws IOException {
    writeFields(out, new SerializedString(key), value, timestamp, step);
  }

  private static void writeFields(
      JsonGenerator out, SerializableString key, double value, long timestamp, long step)
      throws IOException {
    out.writeFieldName("key");
    out.writeString(key);
    if (Double.isNaN(value)) {
      out.writeStringField("value", "NaN");
    } else {
      out.writeNumberField("value", Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value)));
    }
    out.writeNumberField("timestamp", timestamp);
    out.writeNumberField("step", step);
  }

  /** The fields of a point as they arrive, so that calls with more fields can share them. */
  public static final class Fields {
    private @Nullable String key;
    private @Nullable Double value;
    private @Nullable Long timestamp;
    private @Nullable Long step;
    private @Nullable String modelId;
    private @Nullable String datasetName;
    private @Nullable String datasetDigest;

    /** Reads the field if it belongs to a point. */
    public boolean take(String field, FieldReader in) {
      switch (field) {
        case "key" -> key = in.string();
        case "value" -> value = in.float64();
        case "timestamp" -> timestamp = in.int64();
        case "step" -> step = in.int64();
        case "model_id" -> modelId = in.string();
        case "dataset_name" -> datasetName = in.string();
        case "dataset_digest" -> datasetDigest = in.string();
        default -> {
          return false;
        }
      }
      return true;
    }

    /**
     * Spells equal values alike: -0.0 as 0.0, and the largest double, which stands for infinity on
     * the wire, as infinity.
     */
    private static double oneOfItsKind(double value) {
      return Math.abs(value) == Double.MAX_VALUE
          ? Math.copySign(Double.POSITIVE_INFINITY, value)
          : value + 0.0;
    }

    /** The point, once all fields have been taken; see {@link Metric#read}. */
    public Metric checked(FieldReader in, Consumer<ModelMetric> ofModel) {
      String checkedKey = Keys.checked(in.requireText(key, "key"), in, "key");
      double checkedValue = oneOfItsKind(in.require(value, "value"));
      long checkedTimestamp = in.require(timestamp, "timestamp");
      if (checkedTimestamp < 0) {
        throw ApiException.invalid(
            "Invalid value "
                + checkedTimestamp
                + " for '"
                + in.path("timestamp")
                + "': must be a time in milliseconds since the epoch, 0 or greater");
      }
      Metric metric =
          new Metric(checkedKey, checkedValue, checkedTimestamp, step == null ? 0 : step);
      if (modelId != null || datasetName != null || datasetDigest != null) {
        ModelMetric.of(metric, modelId, datasetName, datasetDigest).ifPresent(ofModel);
      }
      return metric;
    }
  }
}
