package dev.modelyard.server.artifacts.intake;

import dev.modelyard.server.db.Columns;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of ids under which bytes may lie that no blob claims. Stateless. */
final class StrayStore {
  private StrayStore() {}

  private static final String RESERVE =
      """
      INSERT INTO blob_stray (blob_id, since, doomed)
      SELECT blob_id, :now, false FROM unnest(:ids) AS i (blob_id)
      """;

  static boolean reserve(Handle handle, List<UUID> ids, long now) {
    return handle.createUpdate(RESERVE).bind("ids", Columns.of(ids)).bind("now", now).execute() > 0;
  }

  private static final String DOOM = "UPDATE blob_stray SET doomed = true WHERE blob_id = :id";

  /** Keeps any blob from claiming the id; false when one has, or no bytes lie under it. */
  static boolean doom(Handle handle, UUID id) {
    return handle.createUpdate(DOOM).bind("id", id).execute() > 0;
  }

  /** Notes that no bytes lie under the id any more. */
  static boolean forget(Handle handle, UUID id) {
    return handle
            .createUpdate("DELETE FROM blob_stray WHERE blob_id = :id")
            .bind("id", id)
            .execute()
        > 0;
  }
}
