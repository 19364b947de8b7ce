package dev.modelyard.server.runs.inputs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.runs.inputs.InputStore.Link;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of one answer read and wrote. Links are held; datasets, whose schema and profile
 * can be large, are read as they are written out, some MiB of them by each statement. Not
 * thread-safe.
 */
public final class RunLinks {
  /** Of runs without any links. */
  public static final RunLinks NONE = new RunLinks(List.of(), Map.of(), null);

  /** About how much of datasets is held at a time. */
  private static final long HELD = 8L << 20;

  private final List<UUID> runIds;
  private final Map<UUID, List<Link>> byRun;
  private final @Nullable Inputs inputs;

  private Map<UUID, Dataset> held = Map.of();

  /** {@code runIds} come in the order in which the runs will be written. */
  RunLinks(List<UUID> runIds, Map<UUID, List<Link>> byRun, @Nullable Inputs inputs) {
    this.runIds = List.copyOf(runIds);
    this.byRun = byRun;
    this.inputs = inputs;
  }

  /** Writes the value of the field {@code inputs}; {@code withModels} as runs/get has it. */
  public void writeInputs(JsonGenerator out, UUID runId, boolean withModels) throws IOException {
    List<Link> links = links(runId);
    out.writeStartObject();
    if (links.stream().anyMatch(link -> link.datasetId() != null)) {
      out.writeArrayFieldStart("dataset_inputs");
      for (Link link : links) {
        if (link.datasetId() != null) {
          out.writeStartObject();
          if (!link.text().isEmpty()) {
            out.writeFieldName("tags");
            out.writeRawValue(link.text());
          }
          out.writeFieldName("dataset");
          dataset(runId, link.datasetId()).writeTo(out);
          out.writeEndObject();
        }
      }
      out.writeEndArray();
    }
    if (withModels && links.stream().anyMatch(RunLinks::isRead)) {
      out.writeArrayFieldStart("model_inputs");
      for (Link link : links) {
        if (isRead(link)) {
          out.writeStartObject();
          out.writeStringField("model_id", link.text());
          out.writeEndObject();
        }
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  /** Writes the value of the field {@code outputs}. */
  public void writeOutputs(JsonGenerator out, UUID runId) throws IOException {
    List<Link> links = links(runId);
    out.writeStartObject();
    if (links.stream().anyMatch(Link::written)) {
      out.writeArrayFieldStart("model_outputs");
      for (Link link : links) {
        if (link.written()) {
          out.writeStartObject();
          out.writeStringField("model_id", link.text());
          out.writeNumberField("step", link.number());
          out.writeEndObject();
        }
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private List<Link> links(UUID runId) {
    return byRun.getOrDefault(runId, List.of());
  }

  private static boolean isRead(Link link) {
    return link.datasetId() == null && !link.written();
  }

  private Dataset dataset(UUID runId, UUID id) throws IOException {
    if (!held.containsKey(id)) {
      hold(runIds.indexOf(runId));
    }
    Dataset dataset = held.get(id);
    if (dataset == null) {
      throw new IOException("dataset " + id + " is gone");
    }
    return dataset;
  }

  /** Reads the datasets of the runs from the {@code first} on, as many as may be held. */
  private void hold(int first) {
    Set<UUID> wanted = new LinkedHashSet<>();
    long size = 0;
    for (int i = first; i < runIds.size() && size < HELD; i++) {
      for (Link link : links(runIds.get(i))) {
        if (link.datasetId() != null && wanted.add(link.datasetId())) {
          size += link.number();
        }
      }
    }
    held = inputs == null ? Map.of() : inputs.datasets(List.copyOf(wanted));
  }
}
