package dev.modelyard.server.metrics;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;

/** The SQL of histories. Stateless. */
final class HistoryStore {
  /** Rows per round trip: a row holds from one to a thousand points. */
  private static final int FETCH = 500;

  private HistoryStore() {}

  /** A row of the log; its body is read once and never changed. */
  @SuppressWarnings("ArrayRecordComponent")
  private record LogRow(long firstTimestamp, byte[] body) {}

  private static final String LOG =
      """
      SELECT first_ts, body FROM metric_log
      WHERE run_id = :runId AND last_ts >= :from
      ORDER BY first_ts, seq
      """;

  /**
   * Hands to {@code take} the points of a key, those of one row of the log at a time and only to be
   * read there, until it says false. Must run in a transaction, so that rows come in portions.
   */
  static void rows(Handle handle, UUID runId, String key, Predicate<Points> take) {
    byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
    Points points = new Points(256);
    try (ResultIterator<LogRow> rows = rows(handle, runId, Position.START)) {
      boolean more = true;
      while (more && rows.hasNext()) {
        points.keepFirst(0);
        PackedBody.unpack(rows.next().body(), wanted, Position.START, points);
        more = take.test(points);
      }
    }
  }

  /**
   * Adds the points of each key to its own of {@code into}, row by row in ascending order of their
   * first timestamps; that of a row is told to {@code before} first, who may take out what is
   * there. Must run in a transaction, so that rows come in portions.
   */
  static void rows(
      Handle handle, UUID runId, List<String> keys, Points[] into, LongConsumer before) {
    byte[][] wanted =
        keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    try (ResultIterator<LogRow> rows = rows(handle, runId, Position.START)) {
      while (rows.hasNext()) {
        LogRow row = rows.next();
        before.accept(row.firstTimestamp());
        PackedBody.unpack(row.body(), wanted, Position.START, into);
      }
    }
  }

  private static ResultIterator<LogRow> rows(Handle handle, UUID runId, Position after) {
    return handle
        .createQuery(LOG)
        .setFetchSize(FETCH)
        .bind("runId", runId)
        .bind("from", after.timestamp())
        .map((row, context) -> new LogRow(row.getLong("first_ts"), row.getBytes("body")))
        .iterator();
  }

  /**
   * The first {@code limit} points of a key behind {@code after}, ordered and without repeats. Must
   * run in a transaction, so that rows come in portions: reading stops when no later row can hold
   * an earlier point.
   */
  static Points points(Handle handle, UUID runId, String key, Position after, int limit) {
    byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
    Points points = new Points(Math.min(limit, 1_024));
    long enough = Long.MAX_VALUE;
    try (ResultIterator<LogRow> rows = rows(handle, runId, after)) {
      while (rows.hasNext()) {
        LogRow row = rows.next();
        if (row.firstTimestamp() > enough) {
          break;
        }
        PackedBody.unpack(row.body(), wanted, after, points);
        boolean due = enough == Long.MAX_VALUE ? points.size() > limit : points.size() > 2 * limit;
        if (due) {
          points.settle();
          points.keepFirst(limit);
          enough = points.size() < limit ? Long.MAX_VALUE : points.timestamp(limit - 1);
        }
      }
    }
    points.settle();
    points.keepFirst(limit);
    return points;
  }
}
