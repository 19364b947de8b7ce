package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.search.Condition.FloatComparison;
import dev.modelyard.server.search.Condition.NumberOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberFormsTest {
  private static final Field ACC = new Field(Entity.METRIC, "acc");

  @ParameterizedTest
  @CsvSource({"1,1", "1.5,1.5", "-1,-1", "1e3,1000", "1E3,1000", ".5,0.5", "-.5,-0.5", "1.,1"})
  void knowsNumberForms(String form, double value) {
    assertThat(Filter.parse(Grammars.RUNS, "metrics.acc = " + form).conditions())
        .containsExactly(new FloatComparison(ACC, NumberOperator.EQUAL, value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1",
        "0x10",
        "1_000",
        "Infinity",
        "NaN",
        "1.e5",
        "1e+5",
        "- 1",
        "--1",
        ".5.5",
        ".",
        "-",
        "e5",
        "1e",
        "1e999",
        "-1e999",
        "١"
      })
  void refusesOtherNumberForms(String form) {
    Refusals.of(Grammars.RUNS, "metrics.acc = " + form);
  }
}
