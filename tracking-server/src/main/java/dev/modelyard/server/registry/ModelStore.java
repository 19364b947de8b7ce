package dev.modelyard.server.registry;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.wire.KeyValue;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of registered models. Stateless: every method runs one statement on its handle. */
final class ModelStore {
  private ModelStore() {}

  private static final String CREATE =
      """
      WITH made AS (
        INSERT INTO registered_model
          (name, description, guarded, protected_aliases, creation_time, last_update_time)
        VALUES (:name, :description, :guarded, :protectedAliases, :now, :now)
        ON CONFLICT (name) DO NOTHING
        RETURNING model_id
      ), tagged AS (
        INSERT INTO registered_model_tag (model_id, key, value)
        SELECT m.model_id, u.key, u.value FROM made m, unnest(:keys, :values) AS u (key, value)
      )
      SELECT model_id FROM made
      """;

  /** The new model's number; empty when the name is taken. */
  static Optional<Long> create(Handle handle, CreateModel request, long now) {
    return handle
        .createQuery(CREATE)
        .bind("name", request.name())
        .bind("description", request.description())
        .bind("guarded", request.mode().isGuarded())
        .bind("protectedAliases", Columns.texts(request.protectedAliases(), alias -> alias))
        .bind("keys", Columns.texts(request.tags(), KeyValue::key))
        .bind("values", Columns.texts(request.tags(), KeyValue::value))
        .bind("now", now)
        .mapTo(Long.class)
        .findOne();
  }

  private static final String FIND =
      "SELECT " + ModelRow.COLUMNS + "FROM registered_model m WHERE m.name = :name";

  static Optional<RegisteredModel> find(Handle handle, String name) {
    return handle.createQuery(FIND).bind("name", name).map(ModelRow::model).findOne();
  }

  private static final String LOCK =
      """
      SELECT model_id, name, description, guarded, protected_aliases
      FROM registered_model WHERE name = :name FOR UPDATE
      """;

  /** Locks the model against everyone who changes it or anything of it. */
  static Optional<Edit.Locked> lock(Handle handle, String name) {
    return handle
        .createQuery(LOCK)
        .bind("name", name)
        .map(
            (row, context) ->
                new Edit.Locked(
                    row.getLong("model_id"),
                    row.getString("name"),
                    row.getString("description"),
                    ModelMode.of(row.getBoolean("guarded")),
                    ModelRow.texts(row, "protected_aliases")))
        .findOne();
  }

  /** Makes renames wait for each other, so that two that swap names do not lock each other out. */
  static void lockNames(Handle handle) {
    handle
        .createQuery("SELECT pg_advisory_xact_lock(hashtextextended('registered_model.name', 0))")
        .map((row, context) -> true)
        .one();
  }

  static void describe(Handle handle, long modelId, String description, long now) {
    handle
        .createUpdate(
            """
            UPDATE registered_model SET description = :description, last_update_time = :now
            WHERE model_id = :modelId
            """)
        .bind("modelId", modelId)
        .bind("description", description)
        .bind("now", now)
        .execute();
  }

  private static final String RENAME =
      """
      WITH versions AS (
        UPDATE model_version SET last_update_time = :now WHERE model_id = :modelId
      )
      UPDATE registered_model SET name = :name, last_update_time = :now WHERE model_id = :modelId
      """;

  static void rename(Handle handle, long modelId, String name, long now) {
    handle
        .createUpdate(RENAME)
        .bind("modelId", modelId)
        .bind("name", name)
        .bind("now", now)
        .execute();
  }

  private static final String SET_SETTINGS =
      """
      WITH versions AS (
        UPDATE model_version SET guarded = :guarded
        WHERE model_id = :modelId AND guarded <> :guarded
      )
      UPDATE registered_model
      SET guarded = :guarded, protected_aliases = :protectedAliases, last_update_time = :now
      WHERE model_id = :modelId
      """;

  static void setSettings(
      Handle handle, long modelId, ModelMode mode, List<String> protectedAliases, long now) {
    handle
        .createUpdate(SET_SETTINGS)
        .bind("modelId", modelId)
        .bind("guarded", mode.isGuarded())
        .bind("protectedAliases", Columns.texts(protectedAliases, alias -> alias))
        .bind("now", now)
        .execute();
  }

  static void touch(Handle handle, long modelId, long now) {
    handle
        .createUpdate(
            "UPDATE registered_model SET last_update_time = :now WHERE model_id = :modelId")
        .bind("modelId", modelId)
        .bind("now", now)
        .execute();
  }

  /** Takes away the model with all that belongs to it. */
  static void delete(Handle handle, long modelId) {
    handle
        .createUpdate("DELETE FROM registered_model WHERE model_id = :modelId")
        .bind("modelId", modelId)
        .execute();
  }

  /** The value of a tag. */
  static Optional<String> tag(Handle handle, long modelId, String key) {
    return handle
        .createQuery(
            "SELECT value FROM registered_model_tag WHERE model_id = :modelId AND key = :key")
        .bind("modelId", modelId)
        .bind("key", key)
        .mapTo(String.class)
        .findOne();
  }

  static void setTag(Handle handle, long modelId, KeyValue tag) {
    handle
        .createUpdate(
            """
            INSERT INTO registered_model_tag (model_id, key, value) VALUES (:modelId, :key, :value)
            ON CONFLICT (model_id, key) DO UPDATE SET value = excluded.value
            """)
        .bind("modelId", modelId)
        .bind("key", tag.key())
        .bind("value", tag.value())
        .execute();
  }

  static void deleteTag(Handle handle, long modelId, String key) {
    handle
        .createUpdate("DELETE FROM registered_model_tag WHERE model_id = :modelId AND key = :key")
        .bind("modelId", modelId)
        .bind("key", key)
        .execute();
  }
}
