package dev.modelyard.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.error.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final String ASTRAL_LETTER = "\uD835\uDC00"; // a mathematical bold A

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loss",
        "val/loss",
        "a_b.c-d:e f",
        "0",
        " ",
        "a ",
        ".a",
        "a.",
        "a..b",
        "a/..b",
        "a/b..",
        "-",
        ":",
        "_",
        "größe",
        "потеря",
        "損失",
        "손실",
        "απώλεια",
        "שגיאה",
        "خطأ",
        "٣",
        "²",
        "Ⅷ",
        ASTRAL_LETTER
      })
  void takesLettersAndDigitsOfAnyScript(String key) {
    assertThat(Keys.checked(key, "key")).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a#b",
        "a@b",
        "a,b",
        "a\\b",
        "a\nb",
        "a\n",
        "\na",
        "a\tb",
        "a\rb",
        "a'b",
        "a\"b",
        "a;b",
        "a%b",
        "a(b)",
        "a=b",
        "a+b",
        "a$b",
        "a`b",
        "a<b",
        "{a}",
        "a\u00A0b",
        "a\u2028b",
        "a\u200Bb",
        "a\uFEFFb",
        "😀",
        "a…",
        "e\u0301",
        "a\u0085b"
      })
  void refusesOtherCharacters(String key) {
    assertThatThrownBy(() -> Keys.checked(key, "key"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("'key'")
        .hasMessageContaining("names may only contain");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/", "/a", "a/", "a//b", "//a", ".", "..", "./a", "a/.", "a/./b", "../a", "a/..", "a/../b",
        "..a", "...a/b"
      })
  void refusesWhatIsNoPlainRelativePath(String key) {
    assertThatThrownBy(() -> Keys.checked(key, "key"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("plain relative path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "損", ASTRAL_LETTER})
  void takes250CodePointsAndNoMore(String letter) {
    assertThat(Keys.checked(letter.repeat(250), "key")).isEqualTo(letter.repeat(250));
    assertThatThrownBy(() -> Keys.checked(letter.repeat(251), "key"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("251")
        .hasMessageContaining("250");
  }

  @Test
  void quotesOnlyTheStartOfARefusedKey() {
    String key = "#".repeat(250);
    assertThatThrownBy(() -> Keys.checked(key, "key"))
        .satisfies(e -> assertThat(e.getMessage()).contains("#".repeat(100) + "…"));
  }
}
