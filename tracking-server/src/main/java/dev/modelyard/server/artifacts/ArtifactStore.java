package dev.modelyard.server.artifacts;

import dev.modelyard.server.artifacts.intake.NewBlob;
import dev.modelyard.server.db.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The SQL of files' names. Stateless: every method runs one statement on the handle it is given.
 */
final class ArtifactStore {
  /** So many rows of a long answer are held by the driver at a time. */
  private static final int PORTION = 1_000;

  private ArtifactStore() {}

  // Equal bytes are one blob: if there is one already it is kept from being collected, and the new
  // bytes are left for deletion. A new blob takes over the id from the record of strays, which
  // proves that nobody has given the bytes up meanwhile. Folders that others make at this moment
  // are seen by neither count: then less comes back than was asked for, and all is undone. Each is
  // looked up by its whole key (LATERAL and LIMIT leave no choice): a planner without statistics
  // would rather read all files of the run.
  private static final String LINK =
      """
      WITH existing AS (
        SELECT blob_id, unlinked FROM blob WHERE sha256 = :sha256 FOR KEY SHARE
      ), kept AS (
        UPDATE blob b SET unlinked = NULL FROM existing e
        WHERE b.blob_id = e.blob_id AND e.unlinked IS NOT NULL
      ), given_up AS (
        UPDATE blob_stray s SET doomed = true FROM existing e WHERE s.blob_id = :blobId
      ), claimed AS (
        DELETE FROM blob_stray
        WHERE blob_id = :blobId AND NOT doomed AND NOT EXISTS (SELECT FROM existing)
        RETURNING blob_id
      ), made AS (
        INSERT INTO blob (blob_id, sha256, size, created)
        SELECT blob_id, :sha256, :size, :now FROM claimed
        ON CONFLICT (sha256) DO NOTHING
        RETURNING blob_id
      ), wanted AS (
        SELECT folder, name FROM unnest(:folders, :names) AS w (folder, name)
      ), there AS (
        SELECT a.name FROM wanted w CROSS JOIN LATERAL (
          SELECT f.name FROM artifact f
          WHERE f.root = :root AND f.kind = :kind AND f.folder = w.folder AND f.name = w.name
            AND f.blob_id IS NULL
          LIMIT 1
        ) a
      ), folders AS (
        INSERT INTO artifact (root, kind, folder, name, modified)
        SELECT :root, :kind, folder, name, :now FROM wanted ORDER BY folder, name
        ON CONFLICT DO NOTHING
        RETURNING name
      ), linked AS (
        INSERT INTO artifact AS a (root, kind, folder, name, blob_id, size, modified)
        SELECT :root, :kind, :folder, :name, b.blob_id, :size, :now
        FROM (SELECT blob_id FROM existing UNION ALL SELECT blob_id FROM made) b
        ON CONFLICT (root, kind, folder, name) DO UPDATE
          SET blob_id = excluded.blob_id, size = excluded.size, modified = excluded.modified
          WHERE a.blob_id IS NOT NULL
        RETURNING a.blob_id
      )
      SELECT l.blob_id, (SELECT count(*) FROM there) + (SELECT count(*) FROM folders) AS depth
      FROM linked l
      """;

  /**
   * Gives bytes a name, in place of what had it. Returns the blob that the name now stands for,
   * which is another one if equal bytes were there; empty when it cannot be done or others were at
   * the same, and then the transaction must be undone.
   */
  static Optional<UUID> link(Handle handle, Location location, NewBlob blob, long now) {
    ArtifactPath path = location.path();
    List<ArtifactPath> parents = path.parents();
    return at(handle.createQuery(LINK), location)
        .bind("folders", Columns.texts(parents, ArtifactPath::folder))
        .bind("names", Columns.texts(parents, ArtifactPath::name))
        .bind("blobId", blob.blobId())
        .bind("sha256", blob.sha256())
        .bind("size", blob.size())
        .bind("now", now)
        .map(
            (row, context) ->
                row.getInt("depth") == parents.size() ? row.getObject("blob_id", UUID.class) : null)
        .findOne();
  }

  /** Whether there are bytes of this digest, so that they need not be written. */
  static boolean isKnown(Handle handle, byte[] sha256) {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM blob WHERE sha256 = :sha256)")
        .bind("sha256", sha256)
        .mapTo(Boolean.class)
        .one();
  }

  private static final String FIND =
      """
      SELECT a.name, a.blob_id, b.sha256, b.size, a.modified
      FROM artifact a JOIN blob b ON b.blob_id = a.blob_id
      WHERE a.root = :root AND a.kind = :kind AND a.folder = :folder AND a.name = :name
      """;

  /** The file at a place; empty also where a folder is. */
  static Optional<StoredFile> find(Handle handle, Location location) {
    return at(handle.createQuery(FIND), location).map((row, context) -> file(row)).findOne();
  }

  private static final String AMONG =
      """
      SELECT a.root, a.name, a.blob_id, b.sha256, b.size, a.modified
      FROM unnest(:runs) AS r (run_id)
        JOIN artifact a ON a.root = r.run_id AND a.kind = 'run'
          AND a.folder = :folder AND a.name = :name
        JOIN blob b ON b.blob_id = a.blob_id
      """;

  /** The files of one path that some runs have, by run. */
  static Map<UUID, StoredFile> among(Handle handle, List<UUID> runs, ArtifactPath path) {
    Map<UUID, StoredFile> found = new HashMap<>();
    handle
        .createQuery(AMONG)
        .bind("runs", runs.toArray(UUID[]::new))
        .bind("folder", path.folder())
        .bind("name", path.name())
        .map((row, context) -> found.put(row.getObject("root", UUID.class), file(row)))
        .list();
    return found;
  }

  private static StoredFile file(ResultSet row) throws SQLException {
    return new StoredFile(
        row.getString("name"),
        row.getObject("blob_id", UUID.class),
        HexFormat.of().formatHex(row.getBytes("sha256")),
        row.getLong("size"),
        row.getLong("modified"));
  }

  private static final String WHAT_IS =
      """
      SELECT w.folder, w.name, a.is_folder
      FROM unnest(:folders, :names) AS w (folder, name) CROSS JOIN LATERAL (
        SELECT f.blob_id IS NULL AS is_folder FROM artifact f
        WHERE f.root = :root AND f.kind = :kind AND f.folder = w.folder AND f.name = w.name
        LIMIT 1
      ) a
      ORDER BY w.folder, w.name
      """;

  /** What stands at those of the places that are taken. */
  static List<Taken> taken(Handle handle, Owner owner, List<ArtifactPath> paths) {
    return of(handle.createQuery(WHAT_IS), owner)
        .bind("folders", Columns.texts(paths, ArtifactPath::folder))
        .bind("names", Columns.texts(paths, ArtifactPath::name))
        .map(
            (row, context) ->
                new Taken(
                    joined(row.getString("folder"), row.getString("name")),
                    row.getBoolean("is_folder")))
        .list();
  }

  /** A path, and whether a folder is there, else a file. */
  record Taken(String path, boolean isFolder) {}

  private static final String LIST =
      """
      SELECT name, COALESCE(size, -1) AS size FROM artifact
      WHERE root = :root AND kind = :kind AND folder = :path
      ORDER BY name
      """;

  /** What lies directly in a folder, by name; nothing when there is no such folder. */
  static List<Entry> list(Handle handle, Location location) {
    return of(handle.createQuery(LIST), location.owner())
        .bind("path", location.path().toString())
        .map((row, context) -> new Entry(row.getString("name"), row.getLong("size")))
        .list();
  }

  private static final String FILES =
      """
      SELECT a.folder, a.name, a.blob_id, b.sha256, b.size, a.modified
      FROM artifact a JOIN blob b ON b.blob_id = a.blob_id
      WHERE a.root = :root AND a.kind = :kind
      """;

  // By the whole path, which is another order than by folder and name: 'a-b' is before 'a/b'.
  private static final String IN_ORDER =
      """
      ORDER BY (CASE WHEN folder = '' THEN name ELSE folder || '/' || name END) COLLATE "C"
      LIMIT :most
      """;

  private static final String TREE =
      "SELECT * FROM ("
          + FILES
          + "AND a.folder = :path UNION ALL "
          + FILES
          + "AND a.folder > :path || '/' AND a.folder < :path || '0') f "
          + IN_ORDER;

  private static final String WHOLE_TREE = "SELECT * FROM (" + FILES + ") f " + IN_ORDER;

  /**
   * Gives the files in a folder and below it to {@code sink}, in the order of their paths by code
   * point, at most {@code most}. The driver fetches them in portions if this runs in a transaction.
   */
  static void tree(Handle handle, Location location, int most, Consumer<TreeFile> sink) {
    String path = location.path().toString();
    int skipped = path.isEmpty() ? 0 : path.length() + 1;
    Query query = of(handle.createQuery(path.isEmpty() ? WHOLE_TREE : TREE), location.owner());
    if (!path.isEmpty()) {
      query.bind("path", path);
    }
    query
        .bind("most", most)
        .setFetchSize(PORTION)
        .map(
            (row, context) ->
                new TreeFile(
                    joined(row.getString("folder"), row.getString("name")).substring(skipped),
                    row.getObject("blob_id", UUID.class),
                    HexFormat.of().formatHex(row.getBytes("sha256")),
                    row.getLong("size"),
                    row.getLong("modified")))
        .forEach(sink);
  }

  // '0' is the character after '/': between the two lie all paths below the folder. Three deletes,
  // each a range of the key: joined by OR they would read all files of the owner.
  private static final String DELETE =
      """
      WITH itself AS (
        DELETE FROM artifact
        WHERE root = :root AND kind = :kind AND folder = :folder AND name = :name
        RETURNING name
      ), inside AS (
        DELETE FROM artifact WHERE root = :root AND kind = :kind AND folder = :path
      ), below AS (
        DELETE FROM artifact
        WHERE root = :root AND kind = :kind AND folder > :path || '/' AND folder < :path || '0'
      )
      SELECT EXISTS (SELECT FROM itself)
      """;

  /**
   * Takes away a file, or a folder with all below it; false when there is none. Must hold the owner
   * against all others.
   */
  static boolean delete(Handle handle, Location location) {
    return at(handle.createQuery(DELETE), location)
        .bind("path", location.path().toString())
        .mapTo(Boolean.class)
        .one();
  }

  private static <S extends SqlStatement<S>> S of(S statement, Owner owner) {
    return statement.bind("root", owner.id()).bind("kind", owner.kind().column());
  }

  private static <S extends SqlStatement<S>> S at(S statement, Location location) {
    return of(statement, location.owner())
        .bind("folder", location.path().folder())
        .bind("name", location.path().name());
  }

  private static String joined(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }
}
