package dev.modelyard.server.runs;

import dev.modelyard.server.wire.WireEnum;

/** How far a run has come; any status may follow any other. Numbers are those of MLflow's wire. */
public enum RunStatus implements WireEnum {
  RUNNING(1),
  SCHEDULED(2),
  FINISHED(3),
  FAILED(4),
  KILLED(5);

  private final int number;

  RunStatus(int number) {
    this.number = number;
  }

  /** Whether a run of this status is over, as far as anybody said. */
  public boolean isEnd() {
    return this == FINISHED || this == FAILED || this == KILLED;
  }

  @Override
  public int number() {
    return number;
  }
}
