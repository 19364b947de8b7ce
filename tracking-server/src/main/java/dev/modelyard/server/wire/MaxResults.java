package dev.modelyard.server.wire;

import dev.modelyard.server.error.ApiException;

/**
 * The field max_results: how many results a caller asks for at most. Each call has a range and a
 * default of its own.
 */
public final class MaxResults {
  private MaxResults() {}

  /** Returns {@code given}, or refuses it when it is not from 1 to {@code most}. */
  public static int upTo(int most, long given) {
    return (int) within(1, most, given, "be from 1 to " + most);
  }

  /** Returns {@code given}, or refuses it outside the range; {@code must} says what it must. */
  public static long within(long least, long most, long given, String must) {
    if (given < least || given > most) {
      throw ApiException.invalid(
          "Invalid value " + given + " for parameter 'max_results' supplied. It must " + must);
    }
    return given;
  }
}
