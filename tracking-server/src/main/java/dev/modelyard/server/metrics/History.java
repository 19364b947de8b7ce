package dev.modelyard.server.metrics;

import dev.modelyard.server.db.Database;
import java.util.UUID;

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
