package dev.modelyard.server.runs.streams;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of streams. */
final class StreamStore {
  private StreamStore() {}

  private static final String HIGH_WATER =
      "SELECT high_water FROM run_stream WHERE run_id = :runId AND stream = :stream";

  /** How far the stream has come; empty when nothing of it was stored. */
  static Optional<Long> highWater(Handle handle, StreamName name) {
    return handle
        .createQuery(HIGH_WATER)
        .bind("runId", name.runId())
        .bind("stream", name.stream())
        .mapTo(Long.class)
        .findOne();
  }

  // Whoever begins the stream at the same time waits here for the other.
  private static final String BEGIN =
      """
      INSERT INTO run_stream (run_id, stream, high_water)
      SELECT run_id, :stream, 0 FROM run WHERE run_id = :runId
      ON CONFLICT DO NOTHING
      """;

  /** As {@link #highWater}, and the stream is held until the transaction ends; begun if need be. */
  static Optional<Long> hold(Handle handle, StreamName name) {
    Optional<Long> there = locked(handle, name);
    if (there.isPresent()) {
      return there;
    }
    handle.createUpdate(BEGIN).bind("runId", name.runId()).bind("stream", name.stream()).execute();
    return locked(handle, name);
  }

  private static Optional<Long> locked(Handle handle, StreamName name) {
    return handle
        .createQuery(HIGH_WATER + " FOR NO KEY UPDATE")
        .bind("runId", name.runId())
        .bind("stream", name.stream())
        .mapTo(Long.class)
        .findOne();
  }

  private static final String ADVANCE =
      """
      UPDATE run_stream SET high_water = :highWater
      WHERE run_id = :runId AND stream = :stream
      """;

  static void advance(Handle handle, StreamName name, long highWater) {
    handle
        .createUpdate(ADVANCE)
        .bind("highWater", highWater)
        .bind("runId", name.runId())
        .bind("stream", name.stream())
        .execute();
  }
}
