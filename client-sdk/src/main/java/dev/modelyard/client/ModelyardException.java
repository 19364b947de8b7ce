package dev.modelyard.client;

import org.jspecify.annotations.Nullable;

/**
 * Something that was asked of the server failed, or, with {@link Settings#strict()}, something
 * could not be logged. Without {@code strict} no logging call ever throws it.
 */
public final class ModelyardException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ModelyardException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
