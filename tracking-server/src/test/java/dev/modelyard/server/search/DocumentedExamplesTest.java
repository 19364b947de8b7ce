package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example that was tried on a running MLflow server is accepted or refused alike. */
class DocumentedExamplesTest {
  @ParameterizedTest
  @MethodSource
  void acceptsWhatMlflowAccepts(Example example) {
    assertThatCode(example::parse).doesNotThrowAnyException();
  }

  static Stream<Example> acceptsWhatMlflowAccepts() {
    return Example.all().filter(Example::accepted);
  }

  @ParameterizedTest
  @MethodSource
  void refusesWhatMlflowRefuses(Example example) {
    assertThatThrownBy(example::parse)
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE));
  }

  static Stream<Example> refusesWhatMlflowRefuses() {
    return Example.all().filter(Predicate.not(Example::accepted));
  }

  @Test
  void differsOnlyWhereTheFilesSaySo() {
    assertThat(Example.all().filter(DocumentedExamplesTest::isSilentDifference)).isEmpty();
  }

  /**
   * MLflow answers with rows and we refuse, or it fails for its own reasons and we do not say so.
   */
  private static boolean isSilentDifference(Example example) {
    boolean refusedThere = example.answer().equals("400");
    return !example.accepted() && !refusedThere && example.difference().isEmpty();
  }

  @Test
  void holdsAllRows() {
    assertThat(Example.all()).hasSize(367);
  }
}
