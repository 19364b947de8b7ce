package dev.modelyard.server.artifacts;

import dev.modelyard.server.db.Columns;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of protections. Stateless: every method runs one statement on the handle it is given. */
final class ProtectionStore {
  private ProtectionStore() {}

  static Set<Hold> of(Handle handle, long holder) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                SELECT kind, root, experiment_id, folder FROM artifact_protection
                WHERE holder = :holder
                """)
            .bind("holder", holder)
            .map(
                (row, context) ->
                    new Hold(
                        OwnerKind.of(row.getString("kind")),
                        row.getObject("root", UUID.class),
                        row.getLong("experiment_id"),
                        row.getString("folder")))
            .list());
  }

  static void delete(Handle handle, long holder) {
    handle
        .createUpdate("DELETE FROM artifact_protection WHERE holder = :holder")
        .bind("holder", holder)
        .execute();
  }

  private static final String INSERT =
      """
      INSERT INTO artifact_protection (holder, kind, root, experiment_id, folder)
      SELECT :holder, u.kind, u.root::uuid, u.experiment_id, u.folder
      FROM unnest(:kinds, :roots, :experiments, :folders) AS u (kind, root, experiment_id, folder)
      """;

  static void insert(Handle handle, long holder, List<Hold> holds) {
    handle
        .createUpdate(INSERT)
        .bind("holder", holder)
        .bind("kinds", Columns.texts(holds, hold -> hold.kind().column()))
        .bind("roots", Columns.texts(holds, hold -> hold.id().toString()))
        .bind("experiments", Columns.of(holds.stream().mapToLong(Hold::experimentId).toArray()))
        .bind("folders", Columns.texts(holds, Hold::folder))
        .execute();
  }

  /** Whether anybody holds the run or logged model. */
  static boolean isHeld(Handle handle, OwnerKind kind, UUID id) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (
              SELECT FROM artifact_protection WHERE root = :root AND kind = :kind
            )
            """)
        .bind("root", id)
        .bind("kind", kind.column())
        .mapTo(Boolean.class)
        .one();
  }

  /** Whether anybody holds something of the experiment. */
  static boolean isExperimentHeld(Handle handle, long id) {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM artifact_protection WHERE experiment_id = :id)")
        .bind("id", id)
        .mapTo(Boolean.class)
        .one();
  }

  private static final String COVERS =
      """
      SELECT EXISTS (
        SELECT FROM artifact_protection
        WHERE root = :root AND kind = :kind
          AND (folder = '' OR folder = :path OR starts_with(:path, folder || '/')
            OR starts_with(folder, :path || '/'))
      )
      """;

  /** Whether the place is held, lies below one that is, or above one. */
  static boolean covers(Handle handle, Location location) {
    return handle
        .createQuery(COVERS)
        .bind("root", location.owner().id())
        .bind("kind", location.owner().kind().column())
        .bind("path", location.path().toString())
        .mapTo(Boolean.class)
        .one();
  }
}
