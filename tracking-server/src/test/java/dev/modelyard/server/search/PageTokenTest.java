package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.search.PageToken.Slot;
import dev.modelyard.server.testing.ForgedTokens;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {
  private static final QueryFingerprint QUERY =
      QueryFingerprint.of("runs", "1", "tags.t = 'x'", "start_time DESC");
  private static final List<Slot> SLOTS = List.of(Slot.DOUBLE_OR_ABSENT, Slot.LONG, Slot.TEXT);
  private static final PageToken TOKEN =
      PageToken.of(PageValue.of(0.5), PageValue.of(-7L), PageValue.of("é𝄞"));

  @Test
  void givesBackWhatWasPutIn() {
    PageToken read = PageToken.decode(TOKEN.encode(QUERY), QUERY, SLOTS);

    assertThat(read).isEqualTo(TOKEN);
    assertThat(read.isAbsent(0)).isFalse();
    assertThat(read.doubleAt(0)).isEqualTo(0.5);
    assertThat(read.longAt(1)).isEqualTo(-7);
    assertThat(read.textAt(2)).isEqualTo("é𝄞");
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        -0.0,
        Double.MIN_VALUE
      })
  void keepsEveryFloat(double value) {
    PageToken token = PageToken.of(PageValue.of(value));
    // Records compare floats by their bits' meaning: NaN equals NaN, 0.0 is not -0.0.
    assertThat(PageToken.decode(token.encode(QUERY), QUERY, List.of(Slot.DOUBLE))).isEqualTo(token);
  }

  @Test
  void keepsAbsence() {
    PageToken token =
        PageToken.of(PageValue.absent(), PageValue.of(Long.MIN_VALUE), PageValue.of(""));
    PageToken read = PageToken.decode(token.encode(QUERY), QUERY, SLOTS);
    assertThat(read.isAbsent(0)).isTrue();
    assertThat(read.longAt(1)).isEqualTo(Long.MIN_VALUE);
    assertThat(read.textAt(2)).isEmpty();
  }

  @Test
  void isSafeInAUrl() {
    assertThat(TOKEN.encode(QUERY)).matches("[A-Za-z0-9_-]{1,4096}");
  }

  @Test
  void refusesTheTokenOfAnotherQuery() {
    String text = TOKEN.encode(QueryFingerprint.of("runs", "1", "tags.t = 'y'", "start_time DESC"));
    assertThat(Refusals.of(() -> PageToken.decode(text, QUERY, SLOTS))).contains("another query");
  }

  @Test
  void tellsPartsOfAQueryApart() {
    String text = TOKEN.encode(QueryFingerprint.of("ab", "c"));
    Refusals.of(() -> PageToken.decode(text, QueryFingerprint.of("a", "bc"), SLOTS));
  }

  @Test
  void refusesValuesOfOtherTypesThanTheOrderHas() {
    String text = TOKEN.encode(QUERY);
    for (List<Slot> slots :
        List.of(
            List.<Slot>of(),
            List.of(Slot.DOUBLE, Slot.LONG),
            List.of(Slot.LONG, Slot.LONG, Slot.TEXT),
            List.of(Slot.DOUBLE, Slot.LONG_OR_ABSENT, Slot.DOUBLE_OR_ABSENT),
            List.of(Slot.DOUBLE, Slot.LONG, Slot.TEXT, Slot.TEXT_OR_ABSENT))) {
      Refusals.of(() -> PageToken.decode(text, QUERY, slots));
    }
    String absent = PageToken.of(PageValue.absent()).encode(QUERY);
    Refusals.of(() -> PageToken.decode(absent, QUERY, List.of(Slot.TEXT)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "bad", "eyJvZmZzZXQiOiAxMDAwfQ==", "A", "AQ", "*", "é", "\0", "AQ AQ", "-1"})
  void refusesWhatIsNoToken(String text) {
    assertThat(Refusals.of(() -> PageToken.decode(text, QUERY, SLOTS)))
        .startsWith("Invalid page_token");
  }

  @Test
  void refusesOverlongTokens() {
    Refusals.of(() -> PageToken.decode("A".repeat(4_097), QUERY, SLOTS));
    Refusals.of(() -> PageToken.decode("A".repeat(1 << 20), QUERY, SLOTS));
  }

  @Test
  void refusesEveryCutAndEveryChangedCharacter() {
    String text = TOKEN.encode(QUERY);
    for (int i = 0; i < text.length(); i++) {
      String cut = text.substring(0, i);
      String changed = cut + (text.charAt(i) == 'A' ? 'B' : 'A') + text.substring(i + 1);
      Refusals.of(() -> PageToken.decode(cut, QUERY, SLOTS));
      Refusals.of(() -> PageToken.decode(changed, QUERY, SLOTS));
    }
    Refusals.of(() -> PageToken.decode(text + "A", QUERY, SLOTS));
    Refusals.of(() -> PageToken.decode(text + "=", QUERY, SLOTS));
  }

  @Test
  void refusesNoiseInsideAWellSealedToken() {
    Random random = new Random(20_261_121);
    byte[] good = Base64.getUrlDecoder().decode(TOKEN.encode(QUERY));
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] forged = good.clone();
      forged[17 + random.nextInt(good.length - 21)] = (byte) random.nextInt(256);
      String text = ForgedTokens.withChecksum(forged);
      refused += isRefused(() -> PageToken.decode(text, QUERY, SLOTS)) ? 1 : 0;
    }
    assertThat(refused).isBetween(1, 19_999);
  }

  @Test
  void refusesToMakeATokenThatIsTooLong() {
    PageValue value = PageValue.of("漢".repeat(200));
    assertThat(new PageToken(Collections.nCopies(5, value)).encode(QUERY)).hasSizeLessThan(4_097);
    assertThat(Refusals.of(() -> new PageToken(Collections.nCopies(6, value)).encode(QUERY)))
        .contains("order by fewer of them");
    Refusals.of(() -> PageToken.of(PageValue.of("x".repeat(70_000))).encode(QUERY));
  }

  @Test
  void findsOutACutSurrogatePair() {
    PageToken token = PageToken.of(PageValue.of("a\ud834"));
    assertThatIllegalArgumentException().isThrownBy(() -> token.encode(QUERY));
  }

  private static boolean isRefused(Runnable decoding) {
    try {
      decoding.run();
      return false;
    } catch (ApiException refused) {
      return true;
    }
  }
}
