package dev.modelyard.server.fetch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server did not answer this time, and may do so the next time. */
final class Transient extends Exception {
  private final @Nullable Duration retryAfter;

  Transient(String message) {
    this(message, null);
  }

  /** {@code retryAfter}: when the server wants to be asked again, if it said so. */
  Transient(String message, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.retryAfter = retryAfter;
  }

  /** At least so long to wait before the next try. */
  Duration retryAfter() {
    return retryAfter == null ? Duration.ZERO : retryAfter;
  }

  /** The message, never null: all who make one give it. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
