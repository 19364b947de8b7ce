package dev.modelyard.server.runs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.metrics.Metric;
import dev.modelyard.server.runs.inputs.RunLinks;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Runs as the wire spells them. Empty lists are left out, as MLflow leaves them out. */
public final class RunAnswer {
  private static final JsonFactory JSON = new JsonFactory();

  private RunAnswer() {}

  /** A run as runs/get gives it. */
  static void write(JsonGenerator out, Run run, RunData data, RunLinks links) throws IOException {
    out.writeStartObject();
    writeInfoAndData(out, run, data);
    writeLinks(out, run, links, true);
    out.writeEndObject();
  }

  /** A run as runs/search gives it: without the models that it read. */
  public static void writeFound(JsonGenerator out, Run run, RunData data, RunLinks links)
      throws IOException {
    out.writeStartObject();
    writeInfoAndData(out, run, data);
    writeLinks(out, run, links, false);
    out.writeEndObject();
  }

  /** As {@link #writeFound}, with the data as {@link #document} wrote it down. */
  public static void writeFound(JsonGenerator out, Run run, String document, RunLinks links)
      throws IOException {
    out.writeStartObject();
    out.writeFieldName("info");
    writeInfo(out, run);
    out.writeFieldName("data");
    out.writeRawValue(document);
    writeLinks(out, run, links, false);
    out.writeEndObject();
  }

  private static void writeLinks(
      JsonGenerator out, Run run, RunLinks links, boolean withModelInputs) throws IOException {
    out.writeFieldName("inputs");
    links.writeInputs(out, run.runId(), withModelInputs);
    out.writeFieldName("outputs");
    links.writeOutputs(out, run.runId());
  }

  /** The data of a run as it stands in answers, to be kept. */
  public static String document(RunData data) {
    StringWriter json = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(json)) {
      writeData(out, data);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return json.toString();
  }

  /** A run as runs/create gives it: without outputs. */
  static void writeNew(JsonGenerator out, Run run, RunData data) throws IOException {
    out.writeStartObject();
    writeInfoAndData(out, run, data);
    out.writeObjectFieldStart("inputs");
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void writeInfoAndData(JsonGenerator out, Run run, RunData data)
      throws IOException {
    out.writeFieldName("info");
    writeInfo(out, run);
    out.writeFieldName("data");
    writeData(out, data);
  }

  static void writeInfo(JsonGenerator out, Run run) throws IOException {
    String id = RunIds.wire(run.runId());
    out.writeStartObject();
    out.writeStringField("run_uuid", id);
    out.writeStringField("run_id", id);
    out.writeStringField("experiment_id", Long.toString(run.experimentId()));
    out.writeStringField("run_name", run.name());
    out.writeStringField("user_id", run.userId());
    out.writeStringField("status", run.status().name());
    out.writeNumberField("start_time", run.startTime());
    Long endTime = run.endTime();
    if (endTime != null) {
      out.writeNumberField("end_time", endTime);
    }
    out.writeStringField("artifact_uri", run.artifactUri());
    out.writeStringField("lifecycle_stage", run.lifecycle().wire());
    out.writeEndObject();
  }

  private static void writeData(JsonGenerator out, RunData data) throws IOException {
    out.writeStartObject();
    if (!data.metrics().isEmpty()) {
      out.writeArrayFieldStart("metrics");
      for (Metric metric : data.metrics()) {
        metric.writeTo(out);
      }
      out.writeEndArray();
    }
    if (!data.params().isEmpty()) {
      out.writeArrayFieldStart("params");
      for (Param param : data.params()) {
        writePair(out, param.key(), param.value());
      }
      out.writeEndArray();
    }
    if (!data.tags().isEmpty()) {
      out.writeArrayFieldStart("tags");
      for (Tag tag : data.tags()) {
        writePair(out, tag.key(), tag.value());
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private static void writePair(JsonGenerator out, String key, String value) throws IOException {
    out.writeStartObject();
    out.writeStringField("key", key);
    out.writeStringField("value", value);
    out.writeEndObject();
  }
}
