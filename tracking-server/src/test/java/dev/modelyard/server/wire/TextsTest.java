package dev.modelyard.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.error.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
  private static final String SMILE = "\uD83D\uDE00";

  @Test
  void countsCodePoints() {
    assertThat(Texts.length("aé損" + SMILE)).isEqualTo(4);
  }

  @Test
  void cutsByCodePoints() {
    assertThat(Texts.cut("abc", 2)).isEqualTo("ab");
    assertThat(Texts.cut("abc", 3)).isEqualTo("abc");
    assertThat(Texts.cut("abc", 0)).isEmpty();
  }

  @Test
  void neverCutsAPairInTwo() {
    String text = "a" + SMILE.repeat(5);
    for (int max = 0; max <= 7; max++) {
      String cut = Texts.cut(text, max);
      assertThat(Texts.isStorable(cut)).isTrue();
      assertThat(Texts.length(cut)).isEqualTo(Math.min(max, 6));
      assertThat(text).startsWith(cut);
    }
  }

  @Test
  void excerptsNeverCutAPairInTwo() {
    assertThat(Texts.excerpt(SMILE.repeat(101))).isEqualTo(SMILE.repeat(100) + "…");
    assertThat(Texts.excerpt(SMILE.repeat(100))).isEqualTo(SMILE.repeat(100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "\u0001", "\uFFFF", "a" + SMILE + "b", SMILE + SMILE})
  void storesOrdinaryText(String text) {
    assertThat(Texts.isStorable(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "a\0b", "\uD83D", "a\uD83D", "\uDE00", "\uD83Da", "\uDE00\uD83D"})
  void storesNeitherZeroNorHalvesOfPairs(String text) {
    assertThat(Texts.isStorable(text)).isFalse();
  }

  @Test
  void limitsCodePointsNotCharacters() {
    assertThat(Texts.atMost(3, SMILE.repeat(3), "It")).isEqualTo(SMILE.repeat(3));
    assertThatThrownBy(() -> Texts.atMost(3, SMILE.repeat(4), "It"))
        .isInstanceOf(ApiException.class)
        .hasMessage("It has 4 characters, at most 3 are allowed");
  }
}
