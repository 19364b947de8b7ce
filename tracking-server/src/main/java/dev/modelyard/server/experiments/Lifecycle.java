package dev.modelyard.server.experiments;

/** Whether an experiment or run is there or in the bin; not to be mixed up with a model's stage. */
public enum Lifecycle {
  ACTIVE,
  DELETED;

  public static Lifecycle of(boolean deleted) {
    return deleted ? DELETED : ACTIVE;
  }

  /** As the wire spells it. */
  public String wire() {
    return switch (this) {
      case ACTIVE -> "active";
      case DELETED -> "deleted";
    };
  }
}
