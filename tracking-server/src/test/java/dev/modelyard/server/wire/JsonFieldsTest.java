package dev.modelyard.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
  private enum Colour implements WireEnum {
    RED,
    DARK_BLUE;

    @Override
    public int number() {
      return this == RED ? 1 : 2;
    }
  }

  private interface Reading {
    @Nullable Object from(FieldReader in);
  }

  /** What {@code reading} makes of the field {@code a} of an object; other fields are skipped. */
  private static Optional<Object> field(byte[] body, Reading reading) {
    return JsonFields.read(
        body,
        in -> {
          Optional<Object> value = Optional.empty();
          for (String name = in.next(); name != null; name = in.next()) {
            if (name.equals("a")) {
              value = Optional.ofNullable(reading.from(in));
            } else {
              in.skip();
            }
          }
          return value;
        });
  }

  private static Optional<Object> field(String body, Reading reading) {
    return field(body.getBytes(StandardCharsets.UTF_8), reading);
  }

  private static Optional<Object> value(String json, Reading reading) {
    return field("{\"a\": " + json + "}", reading);
  }

  private static ApiException refusal(byte[] body, Reading reading) {
    try {
      throw new AssertionError("taken as " + field(body, reading));
    } catch (ApiException refused) {
      return refused;
    }
  }

  private static ApiException refusal(String body, Reading reading) {
    return refusal(body.getBytes(StandardCharsets.UTF_8), reading);
  }

  private static void assertRefused(String body, Reading reading) {
    assertThat(refusal(body, reading).code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
  }

  private static void assertValueRefused(String json, Reading reading) {
    ApiException refused = refusal("{\"a\": " + json + "}", reading);
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
    assertThat(refused.getMessage()).contains("'a'");
  }

  /** The names of fields as the reader gives them. */
  private static List<String> names(String body) {
    return JsonFields.read(
        body.getBytes(StandardCharsets.UTF_8),
        in -> {
          List<String> names = new ArrayList<>();
          for (String name = in.next(); name != null; name = in.next()) {
            names.add(name);
            in.skip();
          }
          return names;
        });
  }

  @Test
  void givesNamesInSnakeCaseWhateverTheSpelling() {
    assertThat(names("{\"run_id\":1,\"runName\":1,\"orderByKeys\":1,\"x\":1}"))
        .containsExactly("run_id", "run_name", "order_by_keys", "x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"runId\":\"x\",\"run_id\":\"x\"}",
        "{\"run_id\":\"x\",\"run_id\":\"x\"}",
        "{\"run_id\":null,\"run_id\":\"x\"}",
        "{\"runId\":\"x\",\"other\":[{\"run_id\":1}],\"runId\":\"y\"}"
      })
  void refusesAFieldGivenTwice(String body) {
    assertThatThrownBy(
            () ->
                JsonFields.read(
                    body.getBytes(StandardCharsets.UTF_8),
                    TextFields.of("run_id").andThen(f -> f.required("run_id"))))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("'run_id' is given twice");
  }

  @Test
  void takesTheSameFieldInEachElementOfAList() {
    assertThat(value("[{\"b\":1},{\"b\":2}],\"b\":3", JsonFieldsTest::longsOfB))
        .contains(List.of(1L, 2L));
  }

  @Test
  void refusesAFieldGivenTwiceInOneElementOfAList() {
    assertThat(refusal("{\"a\":[{\"b\":1},{\"b\":2,\"b\":3}]}", JsonFieldsTest::longsOfB))
        .hasMessageContaining("'a[1].b' is given twice");
  }

  @Test
  void noticesARepeatBehindMoreFieldsThanItFirstHasRoomFor() {
    StringBuilder body = new StringBuilder("{\"a\":[");
    for (int i = 0; i < 40; i++) {
      body.append(i == 0 ? "" : ",").append("{\"b\":").append(i).append("}");
    }
    assertThat(refusal(body + "],\"a\":[]}", JsonFieldsTest::longsOfB))
        .hasMessageContaining("'a' is given twice");
  }

  private static List<Long> longsOfB(FieldReader in) {
    return in.objects(
        element -> {
          Long b = null;
          for (String name = element.next(); name != null; name = element.next()) {
            if (name.equals("b")) {
              b = element.int64();
            } else {
              element.skip();
            }
          }
          return element.require(b, "b");
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          7                       | 7
          -7                      | -7
          -0                      | 0
          "7"                     | 7
          "-7"                    | -7
          "007"                   | 7
          7.0                     | 7
          1.7e12                  | 1700000000000
          9223372036854775807     | 9223372036854775807
          "9223372036854775807"   | 9223372036854775807
          -9223372036854775808    | -9223372036854775808
          "-9223372036854775808"  | -9223372036854775808
          -9.223372036854775808e18 | -9223372036854775808
          """)
  void takesWholeNumbersOf64Bits(String json, long expected) {
    assertThat(value(json, FieldReader::int64)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "\"9223372036854775808\"",
        "9.223372036854775808e18",
        "-9223372036854775809",
        "\"-9223372036854775809\"",
        "99999999999999999999999999999999999",
        "\"99999999999999999999999999999999999\"",
        "1e30",
        "-1e30",
        "1e400",
        "1.5",
        "\"1.5\"",
        "\"1e3\"",
        "\" 1\"",
        "\"1 \"",
        "\"1_000\"",
        "\"0x10\"",
        "\"١\"",
        "\"１\"",
        "\"\"",
        "\"-\"",
        "\"NaN\"",
        "true",
        "{}",
        "[1]"
      })
  void refusesWhatIsNoWholeNumberOf64Bits(String json) {
    assertValueRefused(json, FieldReader::int64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1            | 1
          0.1          | 0.1
          -0.0         | -0.0
          1e308        | 1e308
          5e-324       | 5e-324
          1e-400       | 0
          "0.1"        | 0.1
          "-1.5e-3"    | -0.0015
          "NaN"        | NaN
          "Infinity"   | Infinity
          "-Infinity"  | -Infinity
          9223372036854775808 | 9223372036854775808
          """)
  void takesDoubles(String json, double expected) {
    assertThat(value(json, FieldReader::float64)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e400",
        "-1e400",
        "\"1e400\"",
        "\"1d\"",
        "\"1f\"",
        "\"0x1p3\"",
        "\"nan\"",
        "\"inf\"",
        "\"+Infinity\"",
        "\"infinity\"",
        "\" 1\"",
        "\"1 \"",
        "\"1,5\"",
        "\"١\"",
        "\"\"",
        "\".\"",
        "\"e5\"",
        "\"--1\"",
        "\"abc\"",
        "true",
        "{}",
        "[]"
      })
  void refusesWhatIsNoDouble(String json) {
    assertValueRefused(json, FieldReader::float64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "+1", "01", "1.", ".5", "0x1", "1e"})
  void refusesNumbersThatJsonDoesNotKnow(String json) {
    assertRefused("{\"a\": " + json + "}", FieldReader::float64);
  }

  @Test
  void refusesANumberOfTooManyDigits() {
    assertRefused("{\"a\": " + "9".repeat(100_000) + "}", FieldReader::float64);
    assertRefused("{\"a\": " + "9".repeat(100_000) + "}", FieldReader::int64);
    assertRefused("{\"a\": 0." + "9".repeat(100_000) + "}", FieldReader::float64);
  }

  @Test
  void takesBooleans() {
    assertThat(value("true", FieldReader::bool)).contains(true);
    assertThat(value("false", FieldReader::bool)).contains(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"true\"", "1", "0", "[]", "{}"})
  void refusesWhatIsNoBoolean(String json) {
    assertValueRefused(json, FieldReader::bool);
  }

  @Test
  void takesEnumsByNameAndByNumber() {
    assertThat(value("\"DARK_BLUE\"", in -> in.enumeration(Colour.class)))
        .contains(Colour.DARK_BLUE);
    assertThat(value("1", in -> in.enumeration(Colour.class))).contains(Colour.RED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"GREEN\"",
        "\"red\"",
        "\"\"",
        "\"1\"",
        "0",
        "3",
        "-1",
        "1.0",
        "4294967297",
        "99999999999999999999",
        "true",
        "[]"
      })
  void refusesUnknownEnums(String json) {
    assertValueRefused(json, in -> in.enumeration(Colour.class));
  }

  @Test
  void readsNullAsAbsent() {
    assertThat(value("null", FieldReader::string)).isEmpty();
    assertThat(value("null", FieldReader::int64)).isEmpty();
    assertThat(value("null", FieldReader::float64)).isEmpty();
    assertThat(value("null", FieldReader::bool)).isEmpty();
    assertThat(value("null", in -> in.enumeration(Colour.class))).isEmpty();
    assertThat(value("null", FieldReader::strings)).contains(List.of());
    assertThat(value("null", JsonFieldsTest::longsOfB)).contains(List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.5", "true", "{}", "[]"})
  void refusesWhatIsNoString(String json) {
    assertValueRefused(json, FieldReader::string);
  }

  @Test
  void takesAnyOtherText() {
    String text = "é 漢 \uD83D\uDE00 \t\n\" \\ \u2028 \uFFFF";
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
    assertThat(
            value(
                '"' + escaped.replace("\t", "\\t").replace("\n", "\\n") + '"', FieldReader::string))
        .contains(text);
    assertThat(value("\"\\ud83d\\ude00\"", FieldReader::string)).contains("\uD83D\uDE00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\u0000",
        "x\\u0000y",
        "\\ud800",
        "\\udc00",
        "\\ud800x",
        "\\udc00\\ud800",
        "\\ud800\\ud800\\udc00"
      })
  void refusesTextThatCannotBeStored(String text) {
    assertValueRefused('"' + text + '"', FieldReader::string);
    assertThat(refusal("{\"a\": [\"ok\", \"" + text + "\"]}", FieldReader::strings))
        .hasMessageContaining("a[1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "1", "{}", "[[]]", "[1]", "[null]", "[\"a\",{}]"})
  void refusesWhatIsNoListOfStrings(String json) {
    assertRefused("{\"a\": " + json + "}", FieldReader::strings);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "1", "{}", "[[]]", "[1]", "[null]", "[{\"b\":1},\"a\"]"})
  void refusesWhatIsNoListOfObjects(String json) {
    assertRefused("{\"a\": " + json + "}", JsonFieldsTest::longsOfB);
  }

  @Test
  void namesTheWholePathOfAWrongValue() {
    assertThat(refusal("{\"a\":[{\"b\":1},{\"b\":\"x\"}]}", JsonFieldsTest::longsOfB))
        .hasMessageContaining("'a[1].b'");
  }

  @Test
  void namesTheWholePathOfAMissingValue() {
    assertThat(refusal("{\"a\":[{\"b\":1},{\"c\":2}]}", JsonFieldsTest::longsOfB))
        .hasMessage("Missing value for required parameter 'a[1].b'");
  }

  @Test
  void namesTheElementThatIsNoObject() {
    assertThat(refusal("{\"a\":[{\"b\":1},7]}", JsonFieldsTest::longsOfB))
        .hasMessageContaining("'a[1]'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n", "{}", " {} ", "{\n}"})
  void takesNothingAsAnEmptyObject(String body) {
    assertThat(names(body)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{}]",
        "\"{}\"",
        "null",
        "true",
        "1",
        "NaN",
        "{",
        "}",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\" 1}",
        "{\"a\":}",
        "{\"a\":1}}",
        "{}{}",
        "{} x",
        "{},",
        "{\"a\":1}]",
        "{\"a\":1} {",
        "{}\0",
        "// c\n{}",
        "{\"a\":\"x}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "\uFEFF{}",
        "{\"a\":tru}",
        "{\"a\":nul",
        "{\"a\":1 2}"
      })
  void refusesWhatIsNotExactlyOneObject(String body) {
    assertRefused(body, JsonFieldsTest::skipped);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FF", // no byte of UTF-8
        "80", // a continuation alone
        "C328", // a continuation is missing
        "E28228", // a continuation is missing
        "F0288CBC", // a continuation is missing
        "C080", // U+0000 in two bytes
        "C181", // 'A' in two bytes
        "E08080", // U+0000 in three bytes
        "E08181", // 'A' in three bytes
        "F0808181", // 'A' in four bytes
        "EDA080", // half of a surrogate pair
        "F4908080", // behind U+10FFFF
        "F7BFBFBF", // behind U+10FFFF
        "F8888080" // five bytes
      })
  void refusesInvalidUtf8InText(String hex) {
    assertThat(refusal(around("{\"a\":\"", hex, "\"}"), FieldReader::string).code())
        .isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FF", "80", "C328", "E28228"})
  void refusesInvalidUtf8InUnknownFields(String hex) {
    assertThat(refusal(around("{\"x\":\"", hex, "\"}"), FieldReader::string).code())
        .isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
    assertThat(refusal(around("{\"", hex, "\":1}"), FieldReader::string).code())
        .isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
  }

  @Test
  void refusesOtherEncodings() {
    assertThat(refusal("{}".getBytes(StandardCharsets.UTF_16), FieldReader::string).code())
        .isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
    assertThat(refusal("{}".getBytes(StandardCharsets.UTF_16LE), FieldReader::string).code())
        .isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
  }

  private static @Nullable Object skipped(FieldReader in) {
    in.skip();
    return null;
  }

  private static byte[] around(String before, String hex, String after) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(HexFormat.of().parseHex(hex));
    bytes.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  @Test
  void takesNestingUpToTheLimit() {
    assertThat(names(nested(JsonFields.MAX_DEPTH - 1))).containsExactly("x");
  }

  @Test
  void refusesDeeperNesting() {
    assertRefused(nested(JsonFields.MAX_DEPTH), FieldReader::string);
    assertRefused(nested(100_000), FieldReader::string);
    assertRefused("{\"x\":".repeat(100_000), FieldReader::string);
  }

  /** An object that holds that many lists, one in another. */
  private static String nested(int lists) {
    return "{\"x\":" + "[".repeat(lists) + "]".repeat(lists) + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x\":{\"a\":1,\"a\":2,\"x\":[[[{\"a\":null}]]]},\"a\":\"v\"}",
        "{\"x\":1,\"x\":\"2\",\"x\":[],\"a\":\"v\",\"x\":{}}",
        "{\"\":1,\"a\":\"v\",\"\\u0000\":2}",
        "{\"a\":\"v\",\"x\":\"\\ud800\"}",
        "{\"x\":1e999,\"a\":\"v\"}"
      })
  void passesOverUnknownFieldsOfAnyShape(String body) {
    assertThat(field(body, FieldReader::string)).contains("v");
  }

  @Test
  void readsOnBehindAListOfObjects() {
    List<Object> read = new ArrayList<>();
    String body = "{\"list\":[{\"b\":1,\"x\":[{}]}],\"a\":\"v\"}";
    JsonFields.read(
        body.getBytes(StandardCharsets.UTF_8),
        in -> {
          for (String name = in.next(); name != null; name = in.next()) {
            read.add(name.equals("list") ? longsOfB(in) : String.valueOf(in.string()));
          }
          return read;
        });
    assertThat(read).containsExactly(List.of(1L), "v");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"a\":\"\"}", "{\"a\":null}"})
  void takesAnEmptyTextAsMissingWhereOneIsRequired(String body) {
    assertThatThrownBy(
            () ->
                JsonFields.read(
                    body.getBytes(StandardCharsets.UTF_8),
                    in -> {
                      String a = null;
                      while (in.next() != null) {
                        a = in.string();
                      }
                      return in.requireText(a, "a");
                    }))
        .isInstanceOf(ApiException.class)
        .hasMessage("Missing value for required parameter 'a'");
  }
}
