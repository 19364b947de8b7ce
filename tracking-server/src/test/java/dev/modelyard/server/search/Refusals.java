package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refused text is told. */
final class Refusals {
  private Refusals() {}

  static String of(Grammar grammar, String filter) {
    return of(() -> Filter.parse(grammar, filter));
  }

  static String ofOrder(Grammar grammar, String... keys) {
    return of(() -> OrderBy.parse(grammar, List.of(keys)));
  }

  static String of(ThrowingCallable parsing) {
    ApiException refusal = catchThrowableOfType(ApiException.class, parsing);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
    return refusal.getMessage();
  }
}
