package dev.modelyard.client;

import dev.modelyard.client.wire.Server;
import dev.modelyard.client.wire.Texts;
import java.util.LinkedHashMap;
import java.util.Map;

/** A run to be started. Not thread-safe. */
public final class RunBuilder {
  private final Modelyard modelyard;
  private final String experiment;
  private final String name;
  private final Map<String, String> tags = new LinkedHashMap<>();

  RunBuilder(Modelyard modelyard, String experiment, String name) {
    this.modelyard = modelyard;
    this.experiment = experiment;
    this.name = Texts.fit(name, 250);
  }

  /** Gives the run a tag from its start. A key that no server takes is left out. */
  public RunBuilder tag(String key, Object value) {
    if (Texts.faultOfKey(key) == null) {
      tags.put(key, Texts.fit(String.valueOf(value), Intake.MAX_TAG));
    }
    return this;
  }

  /** Gives the run a note, in Markdown. */
  public RunBuilder note(String markdown) {
    return tag(Run.NOTE, markdown);
  }

  /** Makes the run a child of another, which pages show nested. */
  public RunBuilder childOf(Run parent) {
    return childOf(parent.id());
  }

  /**
   * Makes the run a child of one that another process may have made, which pages show nested.
   *
   * @param runId the other's {@link Run#id}, or its id on the server
   */
  public RunBuilder childOf(String runId) {
    return tag(Server.PARENT_TAG, runId);
  }

  /** Starts the run. Does not wait for the server. */
  public Run start() {
    Map<String, String> all = new LinkedHashMap<>(Surroundings.tags());
    all.putAll(tags);
    return Run.start(modelyard, experiment, name, all);
  }
}
