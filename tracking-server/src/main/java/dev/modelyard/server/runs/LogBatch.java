package dev.modelyard.server.runs;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.metrics.Metric;
import dev.modelyard.server.metrics.ModelMetric;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one request logs to one run, checked: it is stored as a whole or not at all. Every call that
 * logs, of one thing or of many, comes down to this.
 *
 * @param ofModels those of the metrics that are logged of a model as well
 * @param params each key once
 * @param tags each key once: of repeats the last counts
 */
public record LogBatch(
    UUID runId,
    List<Metric> metrics,
    List<ModelMetric> ofModels,
    List<Param> params,
    List<Tag> tags) {
  private static final int MAX_METRICS = 1_000;
  private static final int MAX_PARAMS = 100;
  private static final int MAX_TAGS = 100;
  private static final int MAX_TOTAL = 1_000;
  private static final Pattern RUN_ID = Pattern.compile("[a-zA-Z0-9][\\w\\-]{0,255}");

  public LogBatch {
    metrics = List.copyOf(metrics);
    ofModels = List.copyOf(ofModels);
    params = List.copyOf(params);
    // As on MLflow, an empty name changes nothing, neither the name nor the tag that mirrors it.
    tags = tags.stream().filter(tag -> !tag.isEmptyName()).toList();
  }

  /** The body of runs/log-batch. */
  static LogBatch read(FieldReader in) {
    String runId = null;
    List<Metric> metrics = List.of();
    List<ModelMetric> ofModels = new ArrayList<>();
    List<Param> params = List.of();
    List<Tag> tags = List.of();
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "run_id" -> runId = in.string();
        case "metrics" -> metrics = in.objects(each -> Metric.read(each, ofModels::add));
        case "params" -> params = in.objects(Param::read);
        case "tags" -> tags = in.objects(Tag::read);
        default -> in.skip();
      }
    }
    String id = in.requireText(runId, "run_id");
    if (!RUN_ID.matcher(id).matches()) {
      throw ApiException.invalid("Invalid run ID: '" + Texts.excerpt(id) + "'");
    }
    atMost(MAX_METRICS, metrics.size(), "metrics");
    atMost(MAX_PARAMS, params.size(), "params");
    atMost(MAX_TAGS, tags.size(), "tags");
    atMost(MAX_TOTAL, metrics.size() + params.size() + tags.size(), "metrics, params and tags");
    refuseRepeats(params);
    return new LogBatch(RunIds.require(id), metrics, ofModels, params, lastOfEachKey(tags));
  }

  /** The body of runs/log-metric. */
  static LogBatch readMetric(FieldReader in) {
    String runId = null;
    String runUuid = null;
    Metric.Fields metric = new Metric.Fields();
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "run_id" -> runId = in.string();
        case "run_uuid" -> runUuid = in.string();
        default -> {
          if (!metric.take(field, in)) {
            in.skip();
          }
        }
      }
    }
    String id = in.requireText(runId == null ? runUuid : runId, "run_id");
    List<ModelMetric> ofModels = new ArrayList<>();
    Metric checked = metric.checked(in, ofModels::add);
    return new LogBatch(RunIds.require(id), List.of(checked), ofModels, List.of(), List.of());
  }

  static LogBatch of(UUID runId, Param param) {
    return new LogBatch(runId, List.of(), List.of(), List.of(param), List.of());
  }

  static LogBatch of(UUID runId, Tag tag) {
    return new LogBatch(runId, List.of(), List.of(), List.of(), List.of(tag));
  }

  /** The name that this batch gives to the run, or null. */
  @Nullable String newRunName() {
    for (Tag tag : tags) {
      if (tag.key().equals(Tag.RUN_NAME)) {
        return tag.value();
      }
    }
    return null;
  }

  private static void atMost(int max, int count, String what) {
    if (count > max) {
      throw ApiException.invalid(
          "A batch may hold at most " + max + " " + what + ", this one holds " + count);
    }
  }

  private static void refuseRepeats(List<Param> params) {
    Set<String> keys = new HashSet<>();
    for (Param param : params) {
      if (!keys.add(param.key())) {
        throw ApiException.invalid(
            "Duplicate parameter keys have been submitted: '" + param.key() + "'");
      }
    }
  }

  private static List<Tag> lastOfEachKey(List<Tag> tags) {
    Map<String, Tag> byKey = new LinkedHashMap<>();
    tags.forEach(tag -> byKey.put(tag.key(), tag));
    return List.copyOf(byKey.values());
  }
}
