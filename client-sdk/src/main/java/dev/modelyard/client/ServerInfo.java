package dev.modelyard.client;

/** Who answers at an address. Immutable. */
public final class ServerInfo {
  private final boolean modelyard;
  private final String version;
  private final String mlflowVersion;

  ServerInfo(boolean modelyard, String version, String mlflowVersion) {
    this.modelyard = modelyard;
    this.version = version;
    this.mlflowVersion = mlflowVersion;
  }

  /** Whether it is a Modelyard; else a stock MLflow, with the weaker guarantees. */
  public boolean isModelyard() {
    return modelyard;
  }

  /** Its own version; of a stock MLflow the same as the other. */
  public String version() {
    return version;
  }

  /** The MLflow release whose API it speaks. */
  public String mlflowVersion() {
    return mlflowVersion;
  }

  @Override
  public String toString() {
    return (modelyard ? "Modelyard " : "MLflow ") + version + ", API of MLflow " + mlflowVersion;
  }
}
