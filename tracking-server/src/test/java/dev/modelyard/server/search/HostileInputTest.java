package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.error.ApiException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the text, the answer is a filter or a refusal, and soon. */
class HostileInputTest {
  private static final String[] PIECES = {
    "metrics",
    "params",
    "tags",
    "attributes",
    "name",
    "run_id",
    "start_time",
    ".",
    ".acc",
    "`",
    "'",
    "\"",
    "'v'",
    "\"v\"",
    "`k`",
    "1",
    "-1.5",
    ".5e3",
    "1.",
    "=",
    "!=",
    ">",
    "<=",
    "==",
    "LIKE",
    "IN",
    "NOT",
    "IS",
    "NULL",
    "AND",
    "OR",
    "(",
    ")",
    ",",
    " ",
    " ",
    "\n",
    "\\",
    "%",
    ";",
    "--",
    "/*",
    "é",
    "𝄞",
    "\0",
    "\ud800"
  };

  @ParameterizedTest
  @MethodSource
  void answersLongTextsOfNastyShape(String piece) {
    String text = piece.repeat(SearchText.MAX_BYTES / piece.length());
    for (Grammar grammar : Example.GRAMMARS.values()) {
      answers(grammar, text);
      answers(grammar, "tags.t = " + text.substring(16));
      answers(grammar, "name IN (" + text.substring(16));
    }
  }

  static Stream<String> answersLongTextsOfNastyShape() {
    return Stream.of(
        "'",
        "\"",
        "`",
        "''\"",
        "'\"`",
        "(",
        "((",
        ")",
        "[",
        "AND ",
        "AND",
        "NOT ",
        " IS NOT NULL",
        ".",
        "..",
        "a.",
        "tags.",
        "1",
        "-",
        "1.",
        ".1",
        "1e",
        "1e9",
        "9.",
        "=",
        "<>",
        "!",
        "\\",
        "'\\",
        "%",
        " ",
        "\n",
        ",",
        "'a',",
        "\"a\" ",
        "/*",
        "--",
        ";",
        "name='a' AND ",
        "tags.t='\\' ",
        "_",
        "a",
        "é".repeat(2));
  }

  @Test
  void answersThirtyThousandAnds() {
    answers(Grammars.RUNS, "a".concat(" AND".repeat(16_000)));
    answers(Grammars.RUNS, "tags.a=''".concat("AND tags.a=''".repeat(5_000)));
    assertThat(Refusals.of(Grammars.RUNS, "status='a' ".concat("AND ".repeat(16_000))))
        .startsWith("Invalid filter at character 16 ");
  }

  @Test
  void answersAnyMixOfItsOwnWords() {
    Random random = new Random(20_261_121);
    int parsed = 0;
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(12);
      for (int i = 0; i < length; i++) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      for (Grammar grammar : List.of(Grammars.RUNS, Grammars.LOGGED_MODELS)) {
        parsed += answers(grammar, text.toString()) ? 1 : 0;
      }
    }
    assertThat(parsed).as("mixes that are filters").isPositive();
  }

  private static boolean answers(Grammar grammar, String text) {
    boolean ordered = attempt(() -> OrderBy.parse(grammar, List.of(text)));
    boolean filtered = attempt(() -> Filter.parse(grammar, text));
    return ordered || filtered;
  }

  private static boolean attempt(Runnable parsing) {
    try {
      parsing.run();
      return true;
    } catch (ApiException refused) {
      assertThat(refused.getMessage()).hasSizeLessThan(700);
      return false;
    }
  }
}
