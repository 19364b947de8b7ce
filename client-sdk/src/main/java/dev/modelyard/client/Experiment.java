package dev.modelyard.client;

import dev.modelyard.client.wire.Json;
import dev.modelyard.client.wire.Server;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
   * What the server knows of it. Waits for the answer.
   *
   * @throws ModelyardException when there is none of that name, or the server does not answer
   */
  public ExperimentInfo info() {
    return Asked.of(
        "experiment " + name,
        () ->
            ExperimentInfo.of(
                modelyard
                    .server()
                    .findExperiment(name)
                    .orElseThrow(() -> new IOException("there is none"))));
  }

  /**
   * Sets a tag of the experiment, which is made if need be. Waits for the server, unlike tags of
   * runs.
   *
   * @throws ModelyardException when the server refuses, or does not answer
   */
  public void tag(String key, Object value) {
    Asked.of(
        "experiment " + name,
        () -> {
          Server server = modelyard.server();
          server.tagExperiment(server.experimentId(name), key, String.valueOf(value));
          return name;
        });
  }

  /** Sets the note that pages show with the experiment, in Markdown; as {@link #tag} does. */
  public void note(String markdown) {
    tag(Run.NOTE, markdown);
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
    return found(
        (id, token) -> modelyard.server().searches().runs(id, filter, keys, token),
        "runs",
        RunInfo::of);
  }

  /**
   * The logged models that a filter finds, in MLflow's grammar for them: {@code name = 'tree' AND
   * metrics.accuracy > 0.9}; "" finds all. Pages are asked for as the stream is read, which can
   * throw a {@link ModelyardException}.
   *
   * @param orderBy such as {@code metrics.accuracy DESC}; without any, the newest come first
   */
  public Stream<LoggedModel> searchModels(String filter, String... orderBy) {
    List<String> keys = List.of(orderBy);
    return found(
        (id, token) -> modelyard.server().searches().models(id, filter, keys, token),
        "models",
        LoggedModel::of);
  }

  /** Asks for a page of what is in an experiment. */
  @FunctionalInterface
  private interface Search {
    Json page(String experimentId, String token) throws IOException;
  }

  /** What a search finds; nothing when there is no such experiment. */
  private <T> Stream<T> found(Search search, String list, Function<Json, T> element) {
    return Pages.stream(
        token -> {
          Optional<Json> there = modelyard.server().findExperiment(name);
          return there.isPresent()
              ? search.page(there.get().get("experiment_id").text(""), token)
              : Json.MISSING;
        },
        list,
        element);
  }
}
