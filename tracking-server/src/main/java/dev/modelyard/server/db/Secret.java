package dev.modelyard.server.db;

/** A text that no log line or message may show. */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "***";
  }
}
