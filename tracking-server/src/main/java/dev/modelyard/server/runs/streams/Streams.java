package dev.modelyard.server.runs.streams;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.runs.LogBatch;
import dev.modelyard.server.runs.Runs;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rules of streams. Thread-safe. */
final class Streams {
  private final Database database;
  private final Runs runs;

  Streams(Database database, Runs runs) {
    this.database = database;
    this.runs = runs;
  }

  /**
   * Stores what of the request is not stored yet, or refuses it and stores nothing. Gives how far
   * the stream has come.
   */
  long log(StreamLog log) {
    return runs.store(log.behind(0), handle -> store(handle, log));
  }

  private Optional<Long> store(Handle handle, StreamLog log) {
    Optional<Long> before = StreamStore.hold(handle, log.name());
    if (before.isEmpty()) {
      return before;
    }
    long highWater = before.get();
    if (log.first() > highWater + 1) {
      throw gap(log, highWater);
    }
    long last = log.last();
    LogBatch rest = log.behind(highWater);
    if (!runs.store(handle, rest)) {
      return Optional.empty();
    }
    if (last <= highWater) {
      return before;
    }
    StreamStore.advance(handle, log.name(), last);
    return Optional.of(last);
  }

  /** How far the stream has come. */
  long highWater(StreamName name) {
    Optional<Long> there = database.statement(handle -> StreamStore.highWater(handle, name));
    return there.orElseThrow(
        () -> ApiException.notFound("The run has no stream '" + name.stream() + "'"));
  }

  private static ApiException gap(StreamLog log, long highWater) {
    return ApiException.conflict(
        "The stream '"
            + log.name().stream()
            + "' goes on with number "
            + (highWater + 1)
            + ", not with "
            + log.first()
            + ": send what lies between, or give it up with {\"skip\": "
            + (log.first() - highWater - 1)
            + "}");
  }
}
