package dev.modelyard.client;

/** How a run ended. */
public enum RunStatus {
  FINISHED,
  FAILED,
  KILLED
}
