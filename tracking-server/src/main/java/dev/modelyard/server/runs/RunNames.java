package dev.modelyard.server.runs;

import dev.modelyard.server.wire.Texts;

/** Names of runs: free text. */
final class RunNames {
  /** Longest name, in code points, as MLflow's column holds. */
  private static final int MAX = 250;

  private RunNames() {}

  static String checked(String name) {
    return Texts.atMost(MAX, name, "The run's name");
  }
}
