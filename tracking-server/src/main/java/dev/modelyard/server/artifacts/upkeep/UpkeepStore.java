package dev.modelyard.server.artifacts.upkeep;

import dev.modelyard.server.artifacts.OwnerKind;
import dev.modelyard.server.db.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL over all blobs. Stateless: every method runs one statement on the handle it is given. */
final class UpkeepStore {
  /** Before the first of all ids. */
  static final UUID BEFORE_ALL = new UUID(0, 0);

  private UpkeepStore() {}

  /** How many, and how many bytes they have together. */
  record Amount(long count, long bytes) {}

  private static Amount amount(ResultSet row, StatementContext context) throws SQLException {
    return new Amount(row.getLong("count"), row.getLong("bytes"));
  }

  private static final String END_OF_LOT =
      """
      SELECT blob_id FROM blob WHERE blob_id > :after ORDER BY blob_id OFFSET :lot - 1 LIMIT 1
      """;

  /** The last id of the next lot; empty when fewer are left. */
  static Optional<UUID> endOfLot(Handle handle, UUID after, int lot) {
    return handle
        .createQuery(END_OF_LOT)
        .bind("after", after)
        .bind("lot", lot)
        .mapTo(UUID.class)
        .findOne();
  }

  private static final String UNMARKED =
      """
      SELECT b.blob_id FROM blob b
      WHERE b.blob_id > :after AND (b.blob_id <= :last OR :last::uuid IS NULL) AND b.unlinked IS NULL
        AND NOT EXISTS (SELECT FROM artifact a WHERE a.blob_id = b.blob_id)
      FOR UPDATE SKIP LOCKED
      """;

  /**
   * Blobs of a range that no name stands for and that are not marked, locked. What is being linked
   * at this moment is passed over.
   */
  static List<UUID> lockUnmarked(Handle handle, UUID after, Optional<UUID> last) {
    return handle
        .createQuery(UNMARKED)
        .bind("after", after)
        .bindByType("last", last.orElse(null), UUID.class)
        .mapTo(UUID.class)
        .list();
  }

  private static final String MARK =
      """
      UPDATE blob SET unlinked = :now
      WHERE blob_id = ANY (:ids)
        AND NOT EXISTS (SELECT FROM artifact a WHERE a.blob_id = blob.blob_id)
      """;

  /** Marks locked blobs, unless they were linked just before they were locked. */
  static int mark(Handle handle, List<UUID> ids, long now) {
    return handle.createUpdate(MARK).bind("ids", Columns.of(ids)).bind("now", now).execute();
  }

  private static final String LOCK_MARKED =
      """
      SELECT blob_id FROM blob WHERE unlinked <= :before
      ORDER BY unlinked LIMIT :limit
      FOR UPDATE SKIP LOCKED
      """;

  /** Blobs that were marked by then, locked. */
  static List<UUID> lockMarked(Handle handle, long before, int limit) {
    return handle
        .createQuery(LOCK_MARKED)
        .bind("before", before)
        .bind("limit", limit)
        .mapTo(UUID.class)
        .list();
  }

  // The key of artifact refuses what a name still stands for; none does, since linking unmarks.
  private static final String GIVE_UP =
      """
      WITH gone AS (
        DELETE FROM blob WHERE blob_id = ANY (:ids) RETURNING blob_id, size
      ), doomed AS (
        INSERT INTO blob_stray (blob_id, since, doomed) SELECT blob_id, :now, true FROM gone
      )
      SELECT count(*) AS count, COALESCE(sum(size), 0) AS bytes FROM gone
      """;

  /** Ends locked blobs; their bytes are on record for deletion. */
  static Amount giveUp(Handle handle, List<UUID> ids, long now) {
    return handle
        .createQuery(GIVE_UP)
        .bind("ids", Columns.of(ids))
        .bind("now", now)
        .map(UpkeepStore::amount)
        .one();
  }

  private static final String DOOM_OLD =
      """
      UPDATE blob_stray SET doomed = true WHERE since <= :before AND NOT doomed
      """;

  /** Dooms what was reserved by then and never claimed: uploads that nobody will finish. */
  static int doomOld(Handle handle, long before) {
    return handle.createUpdate(DOOM_OLD).bind("before", before).execute();
  }

  /** Forgets uploads in parts that were begun by then, done or not; their bytes are strays. */
  static int forgetUploads(Handle handle, long before) {
    return handle
        .createUpdate("DELETE FROM upload WHERE created <= :before")
        .bind("before", before)
        .execute();
  }

  private static final String DOOMED =
      """
      SELECT blob_id FROM blob_stray WHERE doomed AND blob_id > :after
      ORDER BY blob_id LIMIT :limit
      """;

  static List<UUID> doomed(Handle handle, UUID after, int limit) {
    return handle
        .createQuery(DOOMED)
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(UUID.class)
        .list();
  }

  /** Notes that the bytes are gone. */
  static int forget(Handle handle, List<UUID> ids) {
    return handle
        .createUpdate("DELETE FROM blob_stray WHERE blob_id = ANY (:ids)")
        .bind("ids", Columns.of(ids))
        .execute();
  }

  private static final String COUNT_UNLINKED =
      """
      SELECT count(*) AS count, COALESCE(sum(size), 0) AS bytes FROM blob b
      WHERE NOT EXISTS (SELECT FROM artifact a WHERE a.blob_id = b.blob_id)
        AND COALESCE(b.unlinked, :now) <= :before
      """;

  /** Blobs that no name stands for since then or longer. */
  static Amount countUnlinked(Handle handle, long before, long now) {
    return handle
        .createQuery(COUNT_UNLINKED)
        .bind("before", before)
        .bind("now", now)
        .map(UpkeepStore::amount)
        .one();
  }

  private static final String COUNT_MARKED =
      """
      SELECT count(*) AS count, COALESCE(sum(size), 0) AS bytes FROM blob WHERE unlinked IS NOT NULL
      """;

  /** Blobs that are marked. */
  static Amount countMarked(Handle handle) {
    return handle.createQuery(COUNT_MARKED).map(UpkeepStore::amount).one();
  }

  private static final String COUNT_STRAYS =
      "SELECT count(*) FROM blob_stray WHERE doomed OR since <= :before";

  static long countStrays(Handle handle, long before) {
    return handle.createQuery(COUNT_STRAYS).bind("before", before).mapTo(Long.class).one();
  }

  /** A blob as the database has it. */
  record Known(UUID blobId, String sha256, long size) {}

  private static final String BLOBS =
      """
      SELECT blob_id, sha256, size FROM blob WHERE blob_id > :after ORDER BY blob_id LIMIT :limit
      """;

  static List<Known> blobs(Handle handle, UUID after, int limit) {
    return handle
        .createQuery(BLOBS)
        .bind("after", after)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new Known(
                    row.getObject("blob_id", UUID.class),
                    HexFormat.of().formatHex(row.getBytes("sha256")),
                    row.getLong("size")))
        .list();
  }

  private static final String NAMES =
      """
      SELECT kind, root, concat_ws('/', NULLIF(folder, ''), name) AS path
      FROM artifact WHERE blob_id = :blobId ORDER BY root, folder, name LIMIT :limit
      """;

  /** Some of the files that a blob stands behind, for people. */
  static List<String> names(Handle handle, UUID blobId, int limit) {
    return handle
        .createQuery(NAMES)
        .bind("blobId", blobId)
        .bind("limit", limit)
        .map(
            (row, context) -> {
              OwnerKind kind = OwnerKind.of(row.getString("kind"));
              String id = kind.wire(row.getObject("root", UUID.class));
              return kind.column() + " " + id + ": " + row.getString("path");
            })
        .list();
  }

  private static final String IS_THERE = "SELECT EXISTS (SELECT FROM blob WHERE blob_id = :blobId)";

  static boolean isThere(Handle handle, UUID blobId) {
    return handle.createQuery(IS_THERE).bind("blobId", blobId).mapTo(Boolean.class).one();
  }
}
