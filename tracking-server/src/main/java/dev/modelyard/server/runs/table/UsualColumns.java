package dev.modelyard.server.runs.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Chooses the columns of a table for which nobody has: the metric that runs are judged by, as the
 * experiment says or as far as names tell, others that vary, and params, those first that vary and
 * can be read in a cell.
 */
final class UsualColumns {
  private static final int METRICS = 3;
  private static final int PARAMS = 5;

  /** So many letters of a param are read in a cell. */
  private static final int READABLE = 24;

  /** What a run measures of its machine, not of its model. */
  private static final String OF_THE_MACHINE = "system/";

  /** Where a word begins within {@code valLoss}; the page parts names alike. */
  private static final Pattern WORD =
      Pattern.compile("(?<=[a-z\\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private final List<Pattern> mainMetrics;

  /**
   * @param mainMetrics regular expressions for names with their words apart, the surest first
   */
  UsualColumns(List<String> mainMetrics) {
    this.mainMetrics =
        mainMetrics.stream().map(each -> Pattern.compile(each, Pattern.CASE_INSENSITIVE)).toList();
  }

  List<Column> of(KeyRanges.Keys keys) {
    List<String> varying =
        keys.metrics().stream().filter(UsualColumns::varies).map(MetricRange::key).toList();
    List<String> all = keys.metrics().stream().map(MetricRange::key).toList();
    Optional<String> main =
        keys.metrics().stream()
            .filter(MetricRange::isMain)
            .map(MetricRange::key)
            .findFirst()
            .or(() -> guessed(varying.isEmpty() ? all : varying));
    Stream<String> metrics =
        Stream.of(main.stream(), varying.stream(), all.stream())
            .flatMap(each -> each)
            .distinct()
            .limit(METRICS);
    Stream<String> params =
        keys.params().stream()
            .sorted(Comparator.comparing(UsualColumns::rank))
            .map(TextRange::key)
            .limit(PARAMS);
    List<Column> columns = new ArrayList<>();
    metrics.forEach(key -> columns.add(new Column(Column.Kind.METRIC, key)));
    params.forEach(key -> columns.add(new Column(Column.Kind.PARAM, key)));
    return columns;
  }

  /** The less, the more a column of the param tells. */
  private static int rank(TextRange param) {
    if (param.sample().size() <= 1) {
      return 2;
    }
    return param.sample().stream().allMatch(value -> value.length() <= READABLE) ? 0 : 1;
  }

  private static boolean varies(MetricRange metric) {
    return !Objects.equals(metric.min(), metric.max()) && !isOfTheMachine(metric.key());
  }

  private static boolean isOfTheMachine(String key) {
    return key.startsWith(OF_THE_MACHINE);
  }

  private Optional<String> guessed(List<String> keys) {
    return mainMetrics.stream()
        .flatMap(
            pattern -> keys.stream().filter(key -> pattern.matcher(inWords(key)).find()).limit(1))
        .findFirst()
        .or(() -> keys.stream().filter(key -> !isOfTheMachine(key)).findFirst());
  }

  private static String inWords(String key) {
    return WORD.matcher(key).replaceAll("_");
  }
}
