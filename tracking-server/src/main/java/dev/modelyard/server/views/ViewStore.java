package dev.modelyard.server.views;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of saved views. Stateless: each method runs one statement on its handle. */
final class ViewStore {
  private ViewStore() {}

  private static final String SAVE =
      """
      INSERT INTO saved_view (key, address, creation_time)
      VALUES (:key, :address, :now)
      ON CONFLICT (key) DO NOTHING
      """;

  /** Whether it was not there yet. */
  static boolean save(Handle handle, SavedView view, long now) {
    return handle
            .createUpdate(SAVE)
            .bind("key", view.key())
            .bind("address", view.address())
            .bind("now", now)
            .execute()
        > 0;
  }

  private static final String FIND =
      """
      SELECT address FROM saved_view WHERE key = :key
      """;

  static Optional<SavedView> find(Handle handle, String key) {
    return handle
        .createQuery(FIND)
        .bind("key", key)
        .mapTo(String.class)
        .findOne()
        .map(address -> new SavedView(key, address));
  }
}
