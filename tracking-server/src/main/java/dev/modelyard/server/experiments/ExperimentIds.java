package dev.modelyard.server.experiments;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import dev.modelyard.server.wire.Texts;
import java.util.stream.Stream;

/** Experiment ids: decimal numbers that the wire carries as text. */
public final class ExperimentIds {
  private ExperimentIds() {}

  /**
   * The number that {@code text} spells. As on MLflow, a text that is no whole number is refused as
   * invalid, and a number too large for any experiment is merely unknown.
   */
  public static long parse(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    boolean digits = text.length() > start;
    for (int i = start; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits) {
      throw ApiException.invalid(
          "Invalid experiment ID '" + Texts.excerpt(text) + "': it must be a whole number");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException tooLarge) {
      throw unknown(Texts.excerpt(text));
    }
  }

  /** As {@link #parse}, for a search: no experiment has a number so large, so it finds nothing. */
  public static Stream<Long> forSearch(String text) {
    try {
      return Stream.of(parse(text));
    } catch (ApiException refused) {
      if (refused.code() == ErrorCode.RESOURCE_DOES_NOT_EXIST) {
        return Stream.empty();
      }
      throw refused;
    }
  }

  /** Says that there is no such experiment. */
  public static ApiException unknown(Object id) {
    return ApiException.notFound("No Experiment with id=" + id + " exists");
  }
}
