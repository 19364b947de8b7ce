package dev.modelyard.server.registry.fetches;

import dev.modelyard.server.db.Columns;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The SQL of who fetched last. Stateless: its method runs one statement on its handle. */
final class FetchStore {
  private FetchStore() {}

  // Versions that were deleted meanwhile are passed over; those that are there cannot go before the
  // row is written.
  private static final String NOTE =
      """
      INSERT INTO model_version_fetch AS f (model_id, version, time, client, actor)
      SELECT v.model_id, v.version, u.time, u.client, u.actor
      FROM unnest(:modelIds, :versions, :times, :clients, :actors)
        AS u (model_id, version, time, client, actor)
      JOIN model_version v ON v.model_id = u.model_id AND v.version = u.version
      ORDER BY v.model_id, v.version
      FOR KEY SHARE OF v
      ON CONFLICT (model_id, version) DO UPDATE
      SET time = excluded.time, client = excluded.client, actor = excluded.actor
      WHERE f.time < excluded.time
      """;

  /** How many rows were written. A version may be there only once. */
  static int note(Handle handle, List<Fetch> fetches) {
    return handle
        .createUpdate(NOTE)
        .bind("modelIds", Columns.of(fetches.stream().mapToLong(Fetch::modelId).toArray()))
        .bind("versions", Columns.of(fetches.stream().mapToLong(Fetch::version).toArray()))
        .bind("times", Columns.of(fetches.stream().mapToLong(Fetch::time).toArray()))
        .bind("clients", Columns.texts(fetches, Fetch::client))
        .bind("actors", Columns.texts(fetches, Fetch::actor))
        .execute();
  }
}
