package dev.modelyard.server.artifacts.upkeep;

import dev.modelyard.server.artifacts.upkeep.UpkeepStore.Amount;
import dev.modelyard.server.blobs.BlobStoreException;
import dev.modelyard.server.blobs.Blobs;
import dev.modelyard.server.db.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects bytes that no file has: those of deleted and overwritten files once a grace is over, and
 * what uploads left behind that were killed. It works in small steps, each of them committed, so it
 * can be killed and started again, and run on every replica at a time.
 *
 * <p>A blob without a name is marked first; using it again takes the mark away. When the mark is
 * older than the grace the blob's row is deleted, which its lock and the files' foreign key make
 * safe, and the bytes are put on record for deletion in the same transaction. Only then they are
 * deleted. Thread-safe.
 */
public final class Gc {
  private static final Logger log = LoggerFactory.getLogger(Gc.class);

  /** How long bytes are kept that no file has, unless another time is given. */
  public static final Duration GRACE = Duration.ofDays(7);

  /** An upload that has not ended after this time never will. */
  public static final Duration LONGEST_UPLOAD = Duration.ofDays(1);

  private static final int LOT = 1_000;
  private static final int BLOBS_AT_A_TIME = 100;

  private final Database database;
  private final Blobs blobs;
  private final InstantSource clock;

  public Gc(Database database, Blobs blobs, InstantSource clock) {
    this.database = database;
    this.blobs = blobs;
    this.clock = clock;
  }

  /**
   * What was done, or in a dry run would be.
   *
   * @param collected blobs whose grace is over
   * @param collectedBytes the bytes of those
   * @param waiting blobs without a file whose grace still runs
   * @param waitingBytes the bytes of those
   * @param strays left-overs of uploads and of earlier collections that are gone
   * @param failed how many could not be deleted; they stay on record
   */
  public record Report(
      long collected,
      long collectedBytes,
      long waiting,
      long waitingBytes,
      long strays,
      long failed) {}

  /** Only looks. */
  public Report dryRun(Duration grace) {
    long now = clock.millis();
    return database.statement(
        handle -> {
          Amount due = UpkeepStore.countUnlinked(handle, now - grace.toMillis(), now);
          Amount all = UpkeepStore.countUnlinked(handle, now, now);
          return new Report(
              due.count(),
              due.bytes(),
              all.count() - due.count(),
              all.bytes() - due.bytes(),
              UpkeepStore.countStrays(handle, now - LONGEST_UPLOAD.toMillis()),
              0);
        });
  }

  /**
   * Collects what no file has had for {@code grace}.
   *
   * @throws dev.modelyard.server.error.ApiException when the database is away; what was done stays
   */
  public Report run(Duration grace) {
    long now = clock.millis();
    markAll(now);
    long tooOld = now - LONGEST_UPLOAD.toMillis();
    database.statement(handle -> UpkeepStore.forgetUploads(handle, tooOld));
    database.statement(handle -> UpkeepStore.doomOld(handle, tooOld));
    Amount collected = collect(now - grace.toMillis());
    Swept swept = sweep();
    Amount waiting = database.statement(UpkeepStore::countMarked);
    return new Report(
        collected.count(),
        collected.bytes(),
        waiting.count(),
        waiting.bytes(),
        Math.max(0, swept.done() - collected.count()),
        swept.failed());
  }

  private void markAll(long now) {
    UUID after = UpkeepStore.BEFORE_ALL;
    while (true) {
      UUID from = after;
      Optional<UUID> last = database.statement(handle -> UpkeepStore.endOfLot(handle, from, LOT));
      database.transaction(
          handle -> UpkeepStore.mark(handle, UpkeepStore.lockUnmarked(handle, from, last), now));
      if (last.isEmpty()) {
        return;
      }
      after = last.get();
    }
  }

  private Amount collect(long before) {
    long count = 0;
    long bytes = 0;
    while (true) {
      Amount gone =
          database.transaction(
              handle -> {
                List<UUID> ids = UpkeepStore.lockMarked(handle, before, BLOBS_AT_A_TIME);
                return UpkeepStore.giveUp(handle, ids, clock.millis());
              });
      if (gone.count() == 0) {
        return new Amount(count, bytes);
      }
      count += gone.count();
      bytes += gone.bytes();
    }
  }

  private record Swept(long done, long failed) {}

  private Swept sweep() {
    long done = 0;
    long failed = 0;
    UUID after = UpkeepStore.BEFORE_ALL;
    while (true) {
      UUID from = after;
      List<UUID> ids =
          database.statement(handle -> UpkeepStore.doomed(handle, from, BLOBS_AT_A_TIME));
      if (ids.isEmpty()) {
        return new Swept(done, failed);
      }
      List<UUID> gone = new ArrayList<>();
      for (UUID id : ids) {
        try {
          blobs.delete(id);
          gone.add(id);
        } catch (BlobStoreException failure) {
          log.warn("blob {} could not be deleted: {}", id, failure.getMessage());
          failed++;
        }
      }
      database.statement(handle -> UpkeepStore.forget(handle, gone));
      done += gone.size();
      after = ids.get(ids.size() - 1);
    }
  }
}
