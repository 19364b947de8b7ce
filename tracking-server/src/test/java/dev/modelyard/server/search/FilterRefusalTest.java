package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterRefusalTest {
  private static String refusal(String filter) {
    return Refusals.of(Grammars.RUNS, filter);
  }

  @ParameterizedTest
  @MethodSource
  void saysWhatIsWrongWhereAndWhatWouldBeRight(String filter, String message) {
    assertThat(refusal(filter)).isEqualTo("Invalid filter " + message);
  }

  static Stream<Arguments> saysWhatIsWrongWhereAndWhatWouldBeRight() {
    return Stream.of(
        Arguments.of(
            "bogus = 'x'",
            "at character 1 near \"bogus = 'x'\": unknown attribute key; runs have run_id,"
                + " run_name, run name, Run name, Run Name, status, user_id, artifact_uri,"
                + " start_time, created, Created, end_time"),
        Arguments.of(
            "datasets.source = 'x'",
            "at character 1 near \"datasets.source = 'x'\": unknown dataset key; runs have name,"
                + " digest, context"),
        Arguments.of(
            "tags.𠮷 = 'x' AND METRICS.acc > 1",
            "at character 18 near \"METRICS.acc > 1\": unknown prefix 'METRICS'; the prefixes of"
                + " runs are metrics, metric, params, param, parameters, parameter, tags, tag,"
                + " attributes, attribute, attr, run, datasets, dataset"),
        Arguments.of(
            "metrics.acc == 0.9",
            "at character 13 near \"== 0.9\": unknown comparator; metric acc takes =, !=, >, >=,"
                + " <, <="),
        Arguments.of(
            "metrics.acc LIKE '0'",
            "at character 13 near \"LIKE '0'\": LIKE is not allowed here; metric acc takes =, !=,"
                + " >, >=, <, <="),
        Arguments.of(
            "params.lr NOT LIKE 'a'",
            "at character 11 near \"NOT LIKE 'a'\": expected a comparator; param lr takes =, !=,"
                + " LIKE, ILIKE, IS NULL, IS NOT NULL"),
        Arguments.of(
            "metrics.acc > 'x'",
            "at character 15 near \"'x'\": expected a bare number such as 1, -0.5 or 1e3"),
        Arguments.of(
            "params.lr = 0.1",
            "at character 13 near \"0.1\": expected a text in single or double quotes"),
        Arguments.of("params.lr =", "at its end: expected a text in single or double quotes"),
        Arguments.of(
            "status = 'a' OR status = 'b' AND status = 'c'",
            "at character 14 near \"OR status = 'b' AND status = '…\": expected AND or the end; OR,"
                + " NOT, parentheses and comments are not understood"),
        Arguments.of(
            "params.lr = '0.1' AND",
            "at its end: expected a field of runs; only comparisons joined by AND are understood,"
                + " no OR, NOT or parentheses"),
        Arguments.of(" ", "at its end: only blanks; leave it empty to match everything"),
        Arguments.of("tags.t = 'x", "at character 10 near \"'x\": the closing ' is missing"),
        Arguments.of(
            "tags.99 = 'x'",
            "at character 1 near \"tags.99 = 'x'\": this key needs backticks: tags.`99`"),
        Arguments.of(
            "tags.a-b = 'x'",
            "at character 7 near \"-b = 'x'\": unexpected character; a key that holds it needs"
                + " backticks, a text needs quotes"),
        Arguments.of(
            "tags.t LIKE 'a\\'",
            "at character 13 near \"'a\\'\": the pattern ends in a lone backslash; double it to mean"
                + " itself"),
        Arguments.of(
            "run_id IN ()",
            "at character 12 near \")\": a list holds at least one text, and only texts in quotes"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'run name' = 'A'",
        "`metrics.acc` > 1",
        "metrics . acc > 1",
        "metrics. acc > 1",
        ".acc > 1",
        "metrics. > 1",
        "metrics",
        "tags.`` = 'x'",
        "tags.'' = 'x'",
        "tags.a.`b c` = 'x'",
        "tags.`a`.b = 'x'",
        "tags.[a] = 'x'",
        "params.IN = 'x'",
        "params.1e5 = 'x'",
        "tags.t = 'it\\'s'",
        "tags.t = 'x''",
        "tags.t = 'x' 'y'",
        "tags.t = x",
        "tags.t ILIKE '\\'",
        "tags.t IS",
        "tags.t IS NOT",
        "tags.t IS 'x'",
        "tags.t NULL",
        "tags.t NOT IN ('x')",
        "tags.t = 'x' /* c */",
        "tags.t = 'x' # c",
        "tags.t => 'x'",
        "dataset.name IS NULL",
        "run_id IN 'a'",
        "run_id IN (,'a')",
        "run_id IN ('a',,'b')",
        "run_id IN ('a' 'b')",
        "run_id IN ('a'",
        "run_id IN ('a',",
        "run_id IN (`a`)",
        "run_id IN (('a'))",
        "start_time > 9223372036854775808",
        "start_time > 1e19",
        "start_time = \"1\"",
        "status = 'a' AND AND status = 'b'",
        "AND",
        "metrics.a>1AND metrics.b>2"
      })
  void refuses(String filter) {
    assertThat(refusal(filter)).startsWith("Invalid filter at ");
  }

  @Test
  void refusesIdsThatAreNoWholeNumbers() {
    for (String id : new String[] {"abc", "", " 1", "1.0", "+1", "1_0", "9223372036854775808"}) {
      Refusals.of(Grammars.EXPERIMENTS, "experiment_id = '" + id + "'");
      Refusals.of(Grammars.EXPERIMENTS, "experiment_id IN ('1', '" + id + "')");
      Refusals.of(Grammars.MODEL_VERSIONS, "version_number = '" + id + "'");
    }
    Refusals.of(Grammars.EXPERIMENTS, "creation_time > 1e3");
    Refusals.of(Grammars.EXPERIMENTS, "creation_time > 1.0");
  }

  @Test
  void refusesWhatIsNoText() {
    assertThat(refusal("tags.t = 'é\0'")).contains("at character 12", "U+0000");
    assertThat(refusal("tags.t = '\ud83d'")).contains("lone surrogates");
    assertThat(refusal("tags.t = '\ude00\ud83d'")).contains("lone surrogates");
  }

  @Test
  void takesAHundredComparisonsAndNoMore() {
    String hundred =
        IntStream.range(0, 100)
            .mapToObj(i -> "tags.k" + i + " = 'v'")
            .collect(Collectors.joining(" AND "));
    assertThat(Filter.parse(Grammars.RUNS, hundred).conditions()).hasSize(100);
    assertThat(refusal(hundred + " AND tags.t = 'v'")).contains("more than 100 comparisons");
  }

  @Test
  void takesListsOfAllRunIdsThatFitAFilter() {
    String elements = "'a',".repeat(2000);
    assertThat(Filter.parse(Grammars.RUNS, "run_id IN (" + elements + ")").conditions()).hasSize(1);
    assertThat(refusal("run_id IN (" + elements + "'a')")).contains("more than 2000 elements");
  }

  @Test
  void takesKeysOf250CodePointsAndNoMore() {
    String key = "𝄞".repeat(250);
    assertThat(Filter.parse(Grammars.RUNS, "tags.`" + key + "` = ''").conditions()).hasSize(1);
    assertThat(refusal("tags.`" + key + "x` = ''")).contains("longer than 250 characters");
  }

  @Test
  void takesSixtyFourKibibytesOfUtf8AndNoMore() {
    String frame = "tags.t = ''";
    String filter = "tags.t = '" + "é".repeat((65_536 - frame.length()) / 2) + "'";
    assertThat(Filter.parse(Grammars.RUNS, " " + filter).conditions()).hasSize(1);
    assertThat(refusal("  " + filter))
        .isEqualTo("Invalid filter: longer than 65536 bytes of UTF-8");
  }
}
