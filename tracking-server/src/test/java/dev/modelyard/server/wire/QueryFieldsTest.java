package dev.modelyard.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.error.ApiException;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryFieldsTest {
  private enum Colour implements WireEnum {
    RED;

    @Override
    public int number() {
      return 1;
    }
  }

  private interface Reading {
    @Nullable Object from(FieldReader in);
  }

  /** What {@code reading} makes of the parameter {@code a}. */
  private static @Nullable Object a(String query, Reading reading) {
    QueryFields in = new QueryFields(query);
    for (String name = in.next(); name != null; name = in.next()) {
      if (name.equals("a")) {
        return reading.from(in);
      }
      in.skip();
    }
    throw new NoSuchElementException("a");
  }

  private static void assertRefused(String query, Reading reading) {
    assertThatThrownBy(() -> a(query, reading)).isInstanceOf(ApiException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a=x|x",
        "b=1&a=x|x",
        "&&a=x&|x",
        "a=x=y|x=y",
        "a=x+y|x y",
        "a=x%2By|x+y",
        "a=%C3%A9%F0%9F%98%80|é😀",
        "a=é|é",
        "%61=x|x",
        "a=%3D%26%25|=&%"
      })
  void decodesNamesAndValues(String query, String expected) {
    assertThat(a(query, FieldReader::string)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a=", "a=&a=x"})
  void takesAParameterWithoutValueAsEmpty(String query) {
    assertThat(a(query, FieldReader::string)).isEqualTo("");
  }

  @Test
  void givesEveryParameterOnce() {
    QueryFields in = new QueryFields("a=1&b=2&a=3");
    assertThat(in.next()).isEqualTo("a");
    assertThat(in.next()).isEqualTo("b");
    assertThat(in.next()).isNull();
  }

  @Test
  void takesTheFirstOfARepeatedScalar() {
    assertThat(a("a=1&a=2", FieldReader::int64)).isEqualTo(1L);
    assertThat(a("a=x&a=y", FieldReader::string)).isEqualTo("x");
  }

  @Test
  void takesARepeatedParameterAsAList() {
    assertThat(a("a=1&b=0&a=2", FieldReader::strings)).isEqualTo(List.of("1", "2"));
  }

  @Test
  void knowsNamesInSnakeCaseOnly() {
    QueryFields in = new QueryFields("runId=x");
    assertThat(in.next()).isEqualTo("runId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=true", "a=True", "a=TRUE"})
  void takesBooleansInAnyCase(String query) {
    assertThat(a(query, FieldReader::bool)).isEqualTo(true);
    assertThat(a(query.replaceAll("(?i)true", "False"), FieldReader::bool)).isEqualTo(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=", "a=1", "a=yes", "a=true+"})
  void refusesOtherBooleans(String query) {
    assertRefused(query, FieldReader::bool);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=", "a=1.5", "a=+1", "a=1e3", "a=9223372036854775808", "a=%D9%A1"})
  void refusesWhatIsNoWholeNumber(String query) {
    assertRefused(query, FieldReader::int64);
  }

  @Test
  void takesNumbersAsTheBodyDoes() {
    assertThat(a("a=-9223372036854775808", FieldReader::int64)).isEqualTo(Long.MIN_VALUE);
    assertThat(a("a=1e3", FieldReader::float64)).isEqualTo(1000.0);
    assertThat(a("a=NaN", FieldReader::float64)).isEqualTo(Double.NaN);
  }

  @Test
  void takesEnumsByNameAndByNumber() {
    assertThat(a("a=RED", in -> in.enumeration(Colour.class))).isEqualTo(Colour.RED);
    assertThat(a("a=1", in -> in.enumeration(Colour.class))).isEqualTo(Colour.RED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=", "a=red", "a=2", "a=-1", "a=99999999999999999999", "a=1.0"})
  void refusesUnknownEnums(String query) {
    assertRefused(query, in -> in.enumeration(Colour.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%1", "a=%zz", "a=%-1", "a=x%2", "%=1", "a=%+1"})
  void refusesABrokenPercentEncoding(String query) {
    assertRefused(query, FieldReader::string);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%FF", "a=%C0%80", "a=%C1%81", "a=%ED%A0%80", "a=%E2%82", "b=%80&a=x"})
  void refusesInvalidUtf8(String query) {
    assertRefused(query, FieldReader::string);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%00", "a=x%00y"})
  void refusesTheCharacterZero(String query) {
    assertRefused(query, FieldReader::string);
    assertRefused(query, FieldReader::strings);
  }

  @Test
  void refusesTheCharacterZeroInEveryElementOfAList() {
    assertRefused("a=x&a=%00", FieldReader::strings);
  }

  @Test
  void takesObjectsInBodiesOnly() {
    assertRefused("a=%7B%7D", in -> in.objects(element -> ""));
  }
}
