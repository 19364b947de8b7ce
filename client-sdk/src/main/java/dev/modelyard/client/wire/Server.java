package dev.modelyard.client.wire;

import dev.modelyard.client.spool.Head;
import dev.modelyard.client.spool.SpoolRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a server can be asked: Modelyard's own calls, and those of MLflow that every server has.
 * Thread-safe.
 */
public final class Server {
  /** The tag that holds the id which its writer gave to a run; on MLflow the run is found by it. */
  public static final String KEY_TAG = "modelyard.run_key";

  /** The tag that makes a run the child of another. */
  public static final String PARENT_TAG = "mlflow.parentRunId";

  private final Calls calls;
  private final Searches searches;
  private final Uploads uploads;
  private final Downloads downloads;
  private final Map<String, String> experiments = new ConcurrentHashMap<>();

  public Server(Http http) {
    calls = new Calls(http);
    searches = new Searches(calls);
    uploads = new Uploads(http);
    downloads = new Downloads(http);
  }

  /** The calls themselves. */
  public Calls calls() {
    return calls;
  }

  /** What it can be searched for. */
  public Searches searches() {
    return searches;
  }

  /** Files on their way to it. */
  public Uploads uploads() {
    return uploads;
  }

  /** Files on their way from it. */
  public Downloads downloads() {
    return downloads;
  }

  /** The id of the experiment of that name, which is made if need be. */
  public String experimentId(String name) throws IOException {
    String known = experiments.get(name);
    if (known != null) {
      return known;
    }
    String id = findOrMakeExperiment(name);
    experiments.put(name, id);
    return id;
  }

  /** Asks anew for experiments whose ids were known. */
  public void forgetExperiments() {
    experiments.clear();
  }

  private String findOrMakeExperiment(String name) throws IOException {
    Optional<Json> there = findExperiment(name);
    if (there.isPresent()) {
      return idOf(there.get());
    }
    try {
      return idOf(
          calls.send("POST", Calls.MLFLOW + "experiments/create", Json.texts("name", name)));
    } catch (ServerFailure failure) {
      if (failure.code().equals("RESOURCE_ALREADY_EXISTS")) {
        return idOf(findExperiment(name).orElseThrow(() -> failure));
      }
      throw failure;
    }
  }

  private static String idOf(Json experiment) {
    return experiment.get("experiment_id").text("");
  }

  /** The experiment of that name, deleted or not. */
  public Optional<Json> findExperiment(String name) throws IOException {
    try {
      return Optional.of(
          calls.get("experiments/get-by-name", "experiment_name", name).get("experiment"));
    } catch (ServerFailure failure) {
      if (failure.isUnknownThing()) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** Sets a tag of an experiment. */
  public void tagExperiment(String experimentId, String key, String value) throws IOException {
    byte[] tag = Json.texts("experiment_id", experimentId, "key", key, "value", value);
    calls.send("POST", Calls.MLFLOW + "experiments/set-experiment-tag", tag);
  }

  /** Makes the run under the id that it was given, unless it is there; not on stock MLflow. */
  public void putRun(Head.Start start) throws IOException {
    calls.send("PUT", Calls.OWN + "runs/" + start.runId(), newRun(start, start.tags()));
  }

  /** Makes the run by MLflow's call, which gives it an id; asking again makes another run. */
  public String createRun(Head.Start start) throws IOException {
    Map<String, String> tags = new LinkedHashMap<>(start.tags());
    tags.put(KEY_TAG, start.runId());
    String parent = tags.get(PARENT_TAG);
    if (parent != null) {
      tags.put(PARENT_TAG, idOnMlflow(start, parent));
    }
    return calls
        .send("POST", Calls.MLFLOW + "runs/create", newRun(start, tags))
        .get("run")
        .get("info")
        .get("run_id")
        .text("");
  }

  /** The id of a run that this SDK may have made, where the server gives ids of its own. */
  private String idOnMlflow(Head.Start child, String id) throws IOException {
    if (child.experiment().isEmpty()) {
      return id; // the parent was resumed, so that is the server's
    }
    Optional<String> made = findRun(experimentId(child.experiment()), id);
    if (made.isEmpty() && !lifecycle(id).equals(Optional.of("active"))) {
      throw new IOException("the parent run " + id + " is not on the server yet");
    }
    return made.orElse(id);
  }

  /**
   * The id of the experiment where a run is to be made, which is made if need be: the one of that
   * name, or else that of its parent.
   */
  public String experimentOf(Head.Start start) throws IOException {
    return start.experiment().isEmpty()
        ? experimentOf(start.tags().getOrDefault(PARENT_TAG, ""))
        : experimentId(start.experiment());
  }

  private byte[] newRun(Head.Start start, Map<String, String> tags) throws IOException {
    String experiment = experimentOf(start);
    return Json.write(
        out -> {
          out.writeStartObject();
          out.writeStringField("experiment_id", experiment);
          if (!start.name().isEmpty()) {
            out.writeStringField("run_name", start.name());
          }
          out.writeStringField("user_id", start.user());
          out.writeNumberField("start_time", start.time());
          out.writeArrayFieldStart("tags");
          for (Map.Entry<String, String> tag : tags.entrySet()) {
            out.writeStartObject();
            out.writeStringField("key", tag.getKey());
            out.writeStringField("value", tag.getValue());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  /** The run of that start, by the tag that holds the id which its writer gave to it. */
  public Optional<String> findRun(Head.Start start) throws IOException {
    return findRun(experimentOf(start), start.runId());
  }

  private Optional<String> findRun(String experimentId, String writersId) throws IOException {
    String filter = "tags.`" + KEY_TAG + "` = '" + writersId + "'";
    for (Json run : searches.anyRun(experimentId, filter).get("runs")) {
      return Optional.of(run.get("info").get("run_id").text(""));
    }
    return Optional.empty();
  }

  /** The release of a stock MLflow. */
  public String mlflowVersion() throws IOException {
    return calls.plain("/version");
  }

  /** A run as the server has it, deleted or not. */
  public Json run(String runId) throws IOException {
    return calls.get("runs/get", "run_id", runId).get("run");
  }

  /** Where the files of a run lie. */
  public String artifactUri(String runId) throws IOException {
    return run(runId).get("info").get("artifact_uri").text("");
  }

  /** Whether a run is active or deleted, in the wire's words; empty when there is none. */
  public Optional<String> lifecycle(String runId) throws IOException {
    try {
      return Optional.of(run(runId).get("info").get("lifecycle_stage").text(""));
    } catch (ServerFailure failure) {
      if (failure.isUnknownThing()) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** Notes a dataset that a run reads; {@code use} is JSON. */
  public void logInput(String runId, byte[] use) throws IOException {
    byte[] body =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeStringField("run_id", runId);
              out.writeArrayFieldStart("datasets");
              out.writeRawValue(new String(use, StandardCharsets.UTF_8));
              out.writeEndArray();
              out.writeEndObject();
            });
    calls.send("POST", Calls.MLFLOW + "runs/log-inputs", body);
  }

  public void endRun(String runId, String status, long time) throws IOException {
    byte[] update =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeStringField("run_id", runId);
              out.writeStringField("status", status);
              out.writeNumberField("end_time", time);
              out.writeEndObject();
            });
    calls.send("POST", Calls.MLFLOW + "runs/update", update);
  }

  /**
   * Logs records of a stream, each of them once, whatever is sent again. Gives how far the stream
   * has come.
   *
   * @param skip numbers before the first record that are given up
   */
  public long log(String runId, String stream, long first, long skip, List<SpoolRecord> records)
      throws IOException {
    byte[] body =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeStringField("stream", stream);
              out.writeNumberField("first_sequence", first);
              out.writeArrayFieldStart("records");
              if (skip > 0) {
                out.writeStartObject();
                out.writeNumberField("skip", skip);
                out.writeEndObject();
              }
              for (SpoolRecord record : records) {
                out.writeStartObject();
                out.writeFieldName(Records.name(record.kind()));
                Records.write(out, record);
                out.writeEndObject();
              }
              out.writeEndArray();
              out.writeEndObject();
            });
    return calls
        .send("POST", Calls.OWN + "runs/" + runId + "/log", body)
        .get("high_water")
        .number(0);
  }

  /** How far the server has come with a stream. */
  public long highWater(String runId, String stream) throws IOException {
    try {
      return calls
          .send("GET", Calls.OWN + "runs/" + runId + "/streams/" + stream, null)
          .get("high_water")
          .number(0);
    } catch (ServerFailure failure) {
      if (failure.isUnknownThing()) {
        return 0;
      }
      throw failure;
    }
  }

  /** Logs records by MLflow's call, for servers without streams. */
  public void logBatch(String runId, List<SpoolRecord> records) throws IOException {
    byte[] body =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeStringField("run_id", runId);
              for (SpoolRecord.Kind kind : SpoolRecord.Kind.values()) {
                out.writeArrayFieldStart(Records.name(kind) + "s");
                for (SpoolRecord record : records) {
                  if (record.kind() == kind) {
                    Records.write(out, record);
                  }
                }
                out.writeEndArray();
              }
              out.writeEndObject();
            });
    calls.send("POST", Calls.MLFLOW + "runs/log-batch", body);
  }

  /** The model of a run with a key of its writer's, which is made if need be. */
  public Json putModel(String experiment, String runId, String name, String key)
      throws IOException {
    String id = experiment.isEmpty() ? experimentOf(runId) : experimentId(experiment);
    return new LoggedModels(calls, searches).put(id, runId, name, key);
  }

  /** The id of the experiment that a run is in. */
  public String experimentOf(String runId) throws IOException {
    return idOf(run(runId).get("info"));
  }

  /** Says that a model has all of its files. */
  public void finishModel(String modelId) throws IOException {
    new LoggedModels(calls, searches).finish(modelId);
  }

  /** Says that a run has made a model. */
  public void noteModel(String runId, String modelId) throws IOException {
    new LoggedModels(calls, searches).noteOutput(run(runId), modelId);
  }

  /** The version of a logged model under a name, which is made if need be. */
  public Json putVersion(String name, String source, String runId, String modelId)
      throws IOException {
    return new Versions(calls).put(name, source, runId, modelId);
  }

  /** What is known of the newest model of a run with that name that is ready, or nothing. */
  public Json loggedModel(String experiment, String runId, String name) throws IOException {
    return new LoggedModels(calls, searches).ready(experiment, runId, name);
  }
}
