package dev.modelyard.client;

import dev.modelyard.client.wire.ServerFailure;
import java.io.IOException;

/** Calls that wait for the server and tell what went wrong. */
final class Asked {
  /** One to lose an answer, one to lose that of the look before the next, and one more. */
  private static final int ATTEMPTS = 4;

  private Asked() {}

  @FunctionalInterface
  interface Question<T> {
    T ask() throws IOException;
  }

  /** Asks, and again when no answer came: for what can be done twice without harm. */
  static <T> T again(Question<T> question) throws IOException {
    for (int left = ATTEMPTS - 1; ; left--) {
      try {
        return question.ask();
      } catch (ServerFailure answer) {
        throw answer;
      } catch (IOException lost) {
        if (left == 0 || Thread.currentThread().isInterrupted()) {
          throw lost;
        }
      }
    }
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
