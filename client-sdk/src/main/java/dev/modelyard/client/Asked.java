package dev.modelyard.client;

import java.io.IOException;

/** Calls that wait for the server and tell what went wrong. */
final class Asked {
  private Asked() {}

  @FunctionalInterface
  interface Question<T> {
    T ask() throws IOException;
  }

  /** Asks, or throws a {@link ModelyardException} that says what {@code subject} failed for. */
  static <T> T of(String subject, Question<T> question) {
    try {
      return question.ask();
    } catch (IOException failure) {
      throw new ModelyardException(subject + ": " + failure.getMessage(), failure);
    }
  }
}
