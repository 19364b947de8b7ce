package dev.modelyard.server.runs;

import dev.modelyard.server.experiments.Experiment;
import dev.modelyard.server.experiments.Experiments;
import dev.modelyard.server.runs.inputs.Inputs;
import dev.modelyard.server.runs.inputs.RunLinks;
import dev.modelyard.server.wire.Answer;
import java.util.List;
import java.util.UUID;

/** A run as the first picture of a page shows it: with its number and its experiment. */
public final class RunWithExperiment {
  private final Runs runs;
  private final Inputs inputs;
  private final Experiments experiments;

  public RunWithExperiment(Runs runs, Inputs inputs, Experiments experiments) {
    this.runs = runs;
    this.inputs = inputs;
    this.experiments = experiments;
  }

  /**
   * Reads both.
   *
   * @throws dev.modelyard.server.error.ApiException when there is no such run
   */
  public Answer of(UUID runId) {
    Runs.Found found = runs.get(runId);
    RunLinks links = inputs.of(List.of(runId));
    Experiment experiment = experiments.get(found.run().experimentId());
    return out -> {
      out.writeStartObject();
      out.writeFieldName("run");
      RunAnswer.write(out, found.run(), found.data(), links);
      out.writeNumberField("number", found.run().number());
      out.writeFieldName("experiment");
      experiment.writeTo(out);
      out.writeEndObject();
    };
  }
}
