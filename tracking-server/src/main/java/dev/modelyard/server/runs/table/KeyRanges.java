package dev.modelyard.server.runs.table;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.runs.table.KeyStore.Counted;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Tells which metrics, params and tags the runs of experiments have. Thread-safe. */
final class KeyRanges {
  /** As many of each kind and experiment as are told. */
  private static final int MOST = 2_000;

  private final Database database;

  KeyRanges(Database database) {
    this.database = database;
  }

  /**
   * All by key.
   *
   * @param truncated whether there are more than are told
   */
  record Keys(
      Collection<MetricRange> metrics,
      Collection<TextRange> params,
      Collection<TextRange> tags,
      boolean truncated) {}

  Keys of(KeyRequest request) {
    long[] experiments = request.experimentIds().stream().mapToLong(id -> id).toArray();
    return database.statement(handle -> of(handle, experiments));
  }

  private static Keys of(Handle handle, long[] experiments) {
    List<Counted<MetricRange>> metrics = KeyStore.metrics(handle, experiments, MOST);
    List<Counted<TextRange>> params = KeyStore.texts(handle, Column.Kind.PARAM, experiments, MOST);
    List<Counted<TextRange>> tags = KeyStore.texts(handle, Column.Kind.TAG, experiments, MOST);
    return new Keys(
        merged(metrics, MetricRange::key, MetricRange::and),
        merged(params, TextRange::key, TextRange::and),
        merged(tags, TextRange::key, TextRange::and),
        isTruncated(metrics) || isTruncated(params) || isTruncated(tags));
  }

  private static <T> Collection<T> merged(
      List<Counted<T>> found, Function<T, String> key, BinaryOperator<T> merge) {
    Map<String, T> byKey = new TreeMap<>();
    for (Counted<T> each : found) {
      if (each.number() <= MOST) {
        byKey.merge(key.apply(each.range()), each.range(), merge);
      }
    }
    return byKey.values();
  }

  private static <T> boolean isTruncated(List<Counted<T>> found) {
    return found.stream().anyMatch(each -> each.number() > MOST);
  }
}
