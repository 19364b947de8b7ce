package dev.modelyard.server.runs.inputs;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.runs.inputs.InputStore.Link;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** The rules of what runs read and wrote. Thread-safe. */
public final class Inputs {
  /** Most summaries of one answer, MLflow's limit. */
  private static final int MOST_SUMMARIES = 1_000;

  private final Database database;
  private final InstantSource clock;
  private final Consumer<UUID> requireActive;

  /** {@code requireActive} refuses a run that is unknown or deleted, and tells the two apart. */
  public Inputs(Database database, InstantSource clock, Consumer<UUID> requireActive) {
    this.database = database;
    this.clock = clock;
    this.requireActive = requireActive;
  }

  /** Stores what a run read, all of it or nothing. Repeating it changes nothing. */
  void log(LoggedInputs inputs) {
    database.insist(
        handle -> InputStore.logInputs(handle, inputs, clock.millis()),
        () -> requireActive.accept(inputs.runId()));
  }

  /** Stores which models a run wrote, all of them or none. Of a repeat the step counts. */
  void log(LoggedOutputs outputs) {
    database.insist(
        handle -> InputStore.logOutputs(handle, outputs),
        () -> requireActive.accept(outputs.runId()));
  }

  /** The links of some runs, in one statement; datasets are read when they are written out. */
  public RunLinks of(List<UUID> runIds) {
    return runIds.isEmpty() ? RunLinks.NONE : database.statement(handle -> of(handle, runIds));
  }

  /** As {@link #of(List)}, on a connection that is there. */
  public RunLinks of(Handle handle, List<UUID> runIds) {
    Map<UUID, List<Link>> byRun = new HashMap<>();
    for (Link link : InputStore.links(handle, runIds)) {
      byRun.computeIfAbsent(link.runId(), run -> new ArrayList<>()).add(link);
    }
    return byRun.isEmpty() ? RunLinks.NONE : new RunLinks(runIds, byRun, this);
  }

  /** Datasets by id. */
  Map<UUID, Dataset> datasets(List<UUID> ids) {
    Map<UUID, Dataset> byId = new LinkedHashMap<>();
    for (Dataset dataset : database.statement(handle -> InputStore.datasets(handle, ids))) {
      byId.put(dataset.datasetId(), dataset);
    }
    return byId;
  }

  List<DatasetSummary> summaries(long[] experiments) {
    return database.statement(handle -> InputStore.summaries(handle, experiments, MOST_SUMMARIES));
  }
}
