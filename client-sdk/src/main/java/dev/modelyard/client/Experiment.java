package dev.modelyard.client;

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
}
