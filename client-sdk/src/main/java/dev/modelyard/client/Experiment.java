package dev.modelyard.client;

import dev.modelyard.client.wire.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A group of runs, by its name. Immutable. */
public final class Experiment {
  private final Modelyard modelyard;
  private final String name;

  Experiment(Modelyard modelyard, String name) {
    this.modelyard = modelyard;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Starts a run, for a try-with-resources statement. Does not wait for the server. */
  public Run startRun(String runName) {
    return newRun(runName).start();
  }

  /** A run to be started, with tags, a note or a parent. */
  public RunBuilder newRun(String runName) {
    return new RunBuilder(modelyard, name, runName);
  }

  /**
   * The active runs that a filter finds, in MLflow's grammar: {@code metrics.loss < 0.2 AND
   * params.depth = '4'}; "" finds all. Pages are asked for as the stream is read, which can throw a
   * {@link ModelyardException}.
   *
   * @param orderBy such as {@code metrics.loss ASC}; without any, the newest come first
   */
  public Stream<RunInfo> search(String filter, String... orderBy) {
    List<String> keys = List.of(orderBy);
    return Pages.stream(
        token -> {
          Optional<String> id = modelyard.server().findExperiment(name);
          return id.isPresent()
              ? modelyard.server().searchRuns(id.get(), filter, keys, token)
              : Json.MISSING;
        },
        "runs",
        RunInfo::of);
  }
}
