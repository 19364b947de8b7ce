package dev.modelyard.server.runs.search;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.reverseOrder;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a test knows of a run it made, and MLflow's rules of order told again, without SQL. */
record ExpectedRun(
    String id,
    long startTime,
    Map<String, Object> attributes,
    Map<String, Double> metrics,
    Map<String, String> params,
    Map<String, String> tags) {

  /** The ids of the runs that fit, in the order of such keys as {@code metrics.acc DESC}. */
  static List<String> ids(
      List<ExpectedRun> runs, Predicate<ExpectedRun> filter, List<String> orderBy) {
    return runs.stream().filter(filter).sorted(order(orderBy)).map(ExpectedRun::id).toList();
  }

  private static Comparator<ExpectedRun> order(List<String> orderBy) {
    Comparator<ExpectedRun> order =
        comparing(ExpectedRun::startTime, reverseOrder()).thenComparing(ExpectedRun::id);
    for (int i = orderBy.size() - 1; i >= 0; i--) {
      order = byKey(orderBy.get(i)).thenComparing(order);
    }
    return order;
  }

  private static Comparator<ExpectedRun> byKey(String key) {
    String field = key.replaceFirst(" (ASC|DESC)$", "");
    Comparator<ExpectedRun> byValue =
        comparing(run -> run.valueOf(field), ExpectedRun::compareValues);
    Comparator<ExpectedRun> byRank = comparingInt(run -> rank(run.valueOf(field)));
    return byRank.thenComparing(key.endsWith(" DESC") ? byValue.reversed() : byValue);
  }

  @Nullable Double metric(String key) {
    return metrics.get(key);
  }

  /** Whether the metric is there and fits; as in filters, NaN is given to no predicate. */
  boolean hasNumber(String key, Predicate<Double> predicate) {
    Double value = metrics.get(key);
    return value != null && !value.isNaN() && predicate.test(value);
  }

  private @Nullable Object valueOf(String field) {
    if (field.equals("run_id")) {
      return id;
    }
    if (field.equals("start_time")) {
      return startTime;
    }
    String key = field.substring(field.indexOf('.') + 1);
    return field.startsWith("metrics.")
        ? metrics.get(key)
        : field.startsWith("params.")
            ? params.get(key)
            : field.startsWith("tags.") ? tags.get(key) : attributes.get(key);
  }

  private static int rank(@Nullable Object value) {
    return value == null ? 2 : value instanceof Double number && number.isNaN() ? 1 : 0;
  }

  private static int compareValues(@Nullable Object a, @Nullable Object b) {
    if (rank(a) != 0 || rank(b) != 0) {
      return 0;
    }
    if (a instanceof Double number) {
      return Double.compare(number, (Double) Objects.requireNonNull(b));
    }
    if (a instanceof Long number) {
      return Long.compare(number, (Long) Objects.requireNonNull(b));
    }
    return Arrays.compare(points(a), points(b));
  }

  /** The first 200 characters, by which text is ordered. */
  private static int[] points(@Nullable Object text) {
    return Objects.requireNonNull(text).toString().codePoints().limit(200).toArray();
  }
}
