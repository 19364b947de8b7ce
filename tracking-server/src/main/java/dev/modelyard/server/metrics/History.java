package dev.modelyard.server.metrics;

import dev.modelyard.server.db.Database;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reads histories of metrics: the one place that knows how points are kept. Points come ordered by
 * (timestamp, step, value), exact repeats once. Thread-safe.
 */
public final class History {
  /** Most points of a page: what is held in memory at a time. */
  static final int PAGE = 25_000;

  private final Database database;

  public History(Database database) {
    this.database = database;
  }

  /** Points of one page, ordered, and whether more follow. */
  record Page(Points points, boolean hasMore) {
    Position last() {
      int last = points.size() - 1;
      return new Position(points.timestamp(last), points.step(last), points.value(last));
    }
  }

  /** Takes all points of some metrics, in lots. */
  @FunctionalInterface
  public interface Reader {
    /** Takes some points of the metric with this place among the keys; only to be read here. */
    void take(int key, Points points);
  }

  /**
   * Hands all points of several metrics of a run to the reader that {@code make} gives, exact
   * repeats once, in no promised order, and returns that reader. Each row is read once, and memory
   * does not grow with the history. Only where more than {@value DistinctPoints#WINDOW} points of a
   * metric lie between a point and its repeat may that count twice.
   */
  public <R extends Reader> R read(UUID runId, List<String> keys, Supplier<R> make) {
    return database.transaction(
        handle -> {
          R reader = make.get();
          DistinctPoints distinct = new DistinctPoints(keys.size(), reader);
          HistoryStore.rows(handle, runId, keys, distinct.waiting(), distinct::passTo);
          distinct.passAll();
          return reader;
        });
  }

  /**
   * The first points behind {@code after}, at most {@code limit} of them and never more than {@link
   * #PAGE}. An unknown run or key has none.
   */
  Page page(UUID runId, String key, Position after, long limit) {
    int size = (int) Math.min(limit, PAGE);
    Points points =
        database.transaction(handle -> HistoryStore.points(handle, runId, key, after, size + 1));
    boolean hasMore = points.size() > size;
    points.keepFirst(size);
    return new Page(points, hasMore);
  }
}
