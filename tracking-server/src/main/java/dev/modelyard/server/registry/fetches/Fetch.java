package dev.modelyard.server.registry.fetches;

/**
 * Somebody asked for a version's files.
 *
 * @param time in milliseconds since the epoch
 * @param client the program, as {@link dev.modelyard.server.http.Caller#client()} tells it
 * @param actor the user on whose behalf it came
 */
record Fetch(long modelId, int version, long time, String client, String actor) {
  record Subject(long modelId, int version) {}

  Subject subject() {
    return new Subject(modelId, version);
  }
}
