package dev.modelyard.client.wire;

import dev.modelyard.client.spool.Head;
import dev.modelyard.client.spool.SpoolRecord;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

  private static final String MLFLOW = "/api/2.0/mlflow/";
  private static final String OWN = "/api/modelyard/1.0/";
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Http http;
  private final Map<String, String> experiments = new ConcurrentHashMap<>();

  public Server(Http http) {
    this.http = http;
  }

  private Json send(String method, String path, byte[] json) throws IOException {
    return answer(http.send(method, path, json, DEADLINE));
  }

  private Json get(String call, String name, String value) throws IOException {
    String query = "?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    return answer(http.send("GET", MLFLOW + call + query, null, DEADLINE));
  }

  private static Json answer(Http.Answer answer) throws IOException {
    if (answer.status() / 100 != 2) {
      throw ServerFailure.of(answer);
    }
    return Json.read(answer.body());
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

  private String findOrMakeExperiment(String name) throws IOException {
    Optional<String> there = findExperiment(name);
    if (there.isPresent()) {
      return there.get();
    }
    try {
      return send("POST", MLFLOW + "experiments/create", Json.texts("name", name))
          .get("experiment_id")
          .text("");
    } catch (ServerFailure failure) {
      if (failure.code().equals("RESOURCE_ALREADY_EXISTS")) {
        return findExperiment(name).orElseThrow(() -> failure);
      }
      throw failure;
    }
  }

  private Optional<String> findExperiment(String name) throws IOException {
    try {
      return Optional.of(
          get("experiments/get-by-name", "experiment_name", name)
              .get("experiment")
              .get("experiment_id")
              .text(""));
    } catch (ServerFailure failure) {
      if (failure.isUnknownThing()) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** Makes the run under the id that it was given, unless it is there; not on stock MLflow. */
  public void putRun(Head.Start start) throws IOException {
    send("PUT", OWN + "runs/" + start.runId(), newRun(start, start.tags()));
  }

  /** Makes the run by MLflow's call, which gives it an id; asking again makes another run. */
  public String createRun(Head.Start start) throws IOException {
    Map<String, String> tags = new LinkedHashMap<>(start.tags());
    tags.put(KEY_TAG, start.runId());
    String parent = tags.get(PARENT_TAG);
    if (parent != null) {
      tags.put(PARENT_TAG, idOnMlflow(start.experiment(), parent));
    }
    return send("POST", MLFLOW + "runs/create", newRun(start, tags))
        .get("run")
        .get("info")
        .get("run_id")
        .text("");
  }

  /** The id of a run that this SDK may have made, where the server gives ids of its own. */
  private String idOnMlflow(String experiment, String id) throws IOException {
    Optional<String> made = findRun(experiment, id);
    if (made.isEmpty() && !isActive(id)) {
      throw new IOException("the parent run " + id + " is not on the server yet");
    }
    return made.orElse(id);
  }

  private byte[] newRun(Head.Start start, Map<String, String> tags) throws IOException {
    String experiment = experimentId(start.experiment());
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

  /** The run whose writer gave it that id, by its tag. */
  public Optional<String> findRun(String experimentName, String writersId) throws IOException {
    String experiment = experimentId(experimentName);
    byte[] search =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeArrayFieldStart("experiment_ids");
              out.writeString(experiment);
              out.writeEndArray();
              out.writeStringField("filter", "tags.`" + KEY_TAG + "` = '" + writersId + "'");
              out.writeStringField("run_view_type", "ALL");
              out.writeNumberField("max_results", 1);
              out.writeEndObject();
            });
    for (Json run : send("POST", MLFLOW + "runs/search", search).get("runs")) {
      return Optional.of(run.get("info").get("run_id").text(""));
    }
    return Optional.empty();
  }

  /** Whether the run is there and was not deleted. */
  public boolean isActive(String runId) throws IOException {
    try {
      return get("runs/get", "run_id", runId)
          .get("run")
          .get("info")
          .get("lifecycle_stage")
          .text("")
          .equals("active");
    } catch (ServerFailure failure) {
      if (failure.isUnknownThing()) {
        return false;
      }
      throw failure;
    }
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
    send("POST", MLFLOW + "runs/update", update);
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
    return send("POST", OWN + "runs/" + runId + "/log", body).get("high_water").number(0);
  }

  /** How far the server has come with a stream. */
  public long highWater(String runId, String stream) throws IOException {
    Http.Answer answer =
        http.send("GET", OWN + "runs/" + runId + "/streams/" + stream, null, DEADLINE);
    ServerFailure failure = answer.status() == 404 ? ServerFailure.of(answer) : null;
    return failure != null && failure.isUnknownThing()
        ? 0
        : answer(answer).get("high_water").number(0);
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
    send("POST", MLFLOW + "runs/log-batch", body);
  }
}
