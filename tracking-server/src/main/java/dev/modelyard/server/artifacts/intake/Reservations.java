package dev.modelyard.server.artifacts.intake;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.wire.Uuids;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/**
 * Ids to write bytes under. Each is on record before a byte is written, so that what a killed
 * server left in the store can be found. They are drawn by the lot: one statement for many uploads.
 * Thread-safe.
 */
final class Reservations {
  private static final int LOT = 64;

  /** Unused ids are let go after this time: long before their record is old enough to be swept. */
  private static final Duration FRESH = Duration.ofMinutes(10);

  private final Database database;
  private final InstantSource clock;
  private final Deque<UUID> ids = new ArrayDeque<>();
  private long drawn;

  Reservations(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  synchronized UUID take() {
    long now = clock.millis();
    if (ids.isEmpty() || now - drawn > FRESH.toMillis() || now < drawn) {
      List<UUID> lot = new ArrayList<>();
      for (int i = 0; i < LOT; i++) {
        lot.add(Uuids.next(now));
      }
      database.statement(handle -> StrayStore.reserve(handle, lot, now));
      ids.clear();
      ids.addAll(lot);
      drawn = now;
    }
    return ids.remove();
  }
}
