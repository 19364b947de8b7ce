package dev.modelyard.server.runs.table;

/** A latest value of a metric; {@code value} may be NaN or infinite. */
record Latest(long step, long timestamp, double value) {

  /** By the greater (step, timestamp, value), in which NaN stands as 0. */
  boolean isLaterThan(Latest other) {
    if (step != other.step) {
      return step > other.step;
    }
    if (timestamp != other.timestamp) {
      return timestamp > other.timestamp;
    }
    return comparable() > other.comparable();
  }

  private double comparable() {
    return Double.isNaN(value) ? 0 : value;
  }
}
