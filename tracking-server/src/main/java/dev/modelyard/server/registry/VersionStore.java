package dev.modelyard.server.registry;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.wire.KeyValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of model versions. Stateless: every method runs one statement on its handle. */
final class VersionStore {
  private VersionStore() {}

  private static final String CREATE =
      """
      WITH numbered AS (
        UPDATE registered_model SET last_version = last_version + 1, last_update_time = :now
        WHERE model_id = :modelId
        RETURNING model_id, last_version, guarded
      ), made AS (
        INSERT INTO model_version
          (model_id, version, guarded, description, source, storage_location, run_id, run_link,
           logged_model_id, creation_time, last_update_time)
        SELECT model_id, last_version, guarded, :description, :source, :storageLocation, :runId,
          :runLink, :loggedModelId, :now, :now
        FROM numbered
        RETURNING model_id, version
      ), tagged AS (
        INSERT INTO model_version_tag (model_id, version, key, value)
        SELECT m.model_id, m.version, u.key, u.value
        FROM made m, unnest(:keys, :values) AS u (key, value)
      )
      SELECT version FROM made
      """;

  /** The new version's number. The model must be locked. */
  static int create(
      Handle handle, long modelId, CreateVersion request, Sources.Resolved source, long now) {
    return handle
        .createQuery(CREATE)
        .bind("modelId", modelId)
        .bind("description", request.description())
        .bind("source", source.source())
        .bind("storageLocation", source.storageLocation())
        .bind("runId", source.runId())
        .bind("runLink", request.runLink())
        .bind("loggedModelId", source.loggedModelId())
        .bind("keys", Columns.texts(request.tags(), KeyValue::key))
        .bind("values", Columns.texts(request.tags(), KeyValue::value))
        .bind("now", now)
        .mapTo(Integer.class)
        .one();
  }

  private static final String FIND =
      "SELECT "
          + VersionRow.COLUMNS
          + VersionRow.FROM
          + "WHERE m.name = :name AND v.version = :version";

  static Optional<ModelVersion> find(Handle handle, String name, int version) {
    return handle
        .createQuery(FIND)
        .bind("name", name)
        .bind("version", version)
        .map(VersionRow::version)
        .findOne();
  }

  private static final String BY_ALIAS =
      "SELECT "
          + VersionRow.COLUMNS
          + """
          FROM registered_model m
          JOIN model_alias n ON n.model_id = m.model_id AND n.alias = :alias
          JOIN model_version v ON v.model_id = n.model_id AND v.version = n.version
          WHERE m.name = :name
          """;

  static Optional<ModelVersion> findByAlias(Handle handle, String name, String alias) {
    return handle
        .createQuery(BY_ALIAS)
        .bind("name", name)
        .bind("alias", alias)
        .map(VersionRow::version)
        .findOne();
  }

  // A probe of the index for each stage, whatever the number of versions.
  private static final String LATEST =
      "SELECT "
          + VersionRow.COLUMNS
          + """
          FROM registered_model m CROSS JOIN unnest(:stages) AS s (stage) CROSS JOIN LATERAL (
            SELECT * FROM model_version l
            WHERE l.model_id = m.model_id AND l.stage = s.stage
            ORDER BY l.version DESC LIMIT 1
          ) v
          """;

  /** The highest version in each of the stages. */
  static List<ModelVersion> latest(Handle handle, String name, List<Stage> stages) {
    return handle
        .createQuery(LATEST + "WHERE m.name = :name ORDER BY v.version")
        .bind("name", name)
        .bind("stages", Columns.texts(stages, Stage::wire))
        .map(VersionRow::version)
        .list();
  }

  // What deployers ask for: without the list of stages, whose length nobody knows beforehand, the
  // plan is made once and costs a third.
  private static final String LATEST_IN =
      "SELECT "
          + VersionRow.COLUMNS
          + """
          FROM registered_model m CROSS JOIN LATERAL (
            SELECT * FROM model_version l
            WHERE l.model_id = m.model_id AND l.stage = :stage
            ORDER BY l.version DESC LIMIT 1
          ) v
          WHERE m.name = :name
          """;

  /** The highest version in one stage. */
  static Optional<ModelVersion> latestIn(Handle handle, String name, Stage stage) {
    return handle
        .createQuery(LATEST_IN)
        .bind("name", name)
        .bind("stage", stage.wire())
        .map(VersionRow::version)
        .findOne();
  }

  /** Of each model the highest version in each stage. */
  static List<ModelVersion> latestOf(Handle handle, List<Long> modelIds) {
    return handle
        .createQuery(LATEST + "WHERE m.model_id = ANY (:ids) ORDER BY m.name, v.version")
        .bind("ids", Columns.of(modelIds.stream().mapToLong(Long::longValue).toArray()))
        .bind("stages", Columns.texts(ALL_STAGES, Stage::wire))
        .map(VersionRow::version)
        .list();
  }

  /** All of one model in one stage, lowest first. */
  static List<ModelVersion> inStage(Handle handle, long modelId, Stage stage) {
    return handle
        .createQuery(
            "SELECT "
                + VersionRow.COLUMNS
                + VersionRow.FROM
                + "WHERE v.model_id = :modelId AND v.stage = :stage ORDER BY v.version")
        .bind("modelId", modelId)
        .bind("stage", stage.wire())
        .map(VersionRow::version)
        .list();
  }

  private static final String IN_USE =
      "SELECT "
          + VersionRow.COLUMNS
          + VersionRow.FROM
          + """
          WHERE v.model_id = :modelId AND (v.stage = 'Production' OR v.version IN (
            SELECT version FROM model_alias
            WHERE model_id = :modelId AND alias = ANY (:aliases)
          ))
          ORDER BY v.version
          """;

  /** All of one model that are in Production or have one of the aliases. */
  static List<ModelVersion> inUse(Handle handle, long modelId, List<String> aliases) {
    return handle
        .createQuery(IN_USE)
        .bind("modelId", modelId)
        .bind("aliases", Columns.texts(aliases, alias -> alias))
        .map(VersionRow::version)
        .list();
  }

  static void setStage(Handle handle, long modelId, int version, Stage stage, long now) {
    handle
        .createUpdate(
            """
            UPDATE model_version SET stage = :stage, last_update_time = :now
            WHERE model_id = :modelId AND version = :version
            """)
        .bind("modelId", modelId)
        .bind("version", version)
        .bind("stage", stage.wire())
        .bind("now", now)
        .execute();
  }

  static void describe(
      Handle handle, long modelId, int version, @Nullable String description, long now) {
    handle
        .createUpdate(
            """
            UPDATE model_version SET description = :description, last_update_time = :now
            WHERE model_id = :modelId AND version = :version
            """)
        .bind("modelId", modelId)
        .bind("version", version)
        .bind("description", description)
        .bind("now", now)
        .execute();
  }

  /** Takes away the version with its tags and aliases. */
  static void delete(Handle handle, long modelId, int version) {
    handle
        .createUpdate("DELETE FROM model_version WHERE model_id = :modelId AND version = :version")
        .bind("modelId", modelId)
        .bind("version", version)
        .execute();
  }

  static void setTag(Handle handle, long modelId, int version, KeyValue tag) {
    handle
        .createUpdate(
            """
            INSERT INTO model_version_tag (model_id, version, key, value)
            VALUES (:modelId, :version, :key, :value)
            ON CONFLICT (model_id, version, key) DO UPDATE SET value = excluded.value
            """)
        .bind("modelId", modelId)
        .bind("version", version)
        .bind("key", tag.key())
        .bind("value", tag.value())
        .execute();
  }

  static void deleteTag(Handle handle, long modelId, int version, String key) {
    handle
        .createUpdate(
            """
            DELETE FROM model_version_tag
            WHERE model_id = :modelId AND version = :version AND key = :key
            """)
        .bind("modelId", modelId)
        .bind("version", version)
        .bind("key", key)
        .execute();
  }

  /** The version that an alias names. */
  static Optional<Integer> aliased(Handle handle, long modelId, String alias) {
    return handle
        .createQuery("SELECT version FROM model_alias WHERE model_id = :modelId AND alias = :alias")
        .bind("modelId", modelId)
        .bind("alias", alias)
        .mapTo(Integer.class)
        .findOne();
  }

  static void setAlias(Handle handle, long modelId, String alias, int version) {
    handle
        .createUpdate(
            """
            INSERT INTO model_alias (model_id, alias, version) VALUES (:modelId, :alias, :version)
            ON CONFLICT (model_id, alias) DO UPDATE SET version = excluded.version
            """)
        .bind("modelId", modelId)
        .bind("alias", alias)
        .bind("version", version)
        .execute();
  }

  static void deleteAlias(Handle handle, long modelId, String alias) {
    handle
        .createUpdate("DELETE FROM model_alias WHERE model_id = :modelId AND alias = :alias")
        .bind("modelId", modelId)
        .bind("alias", alias)
        .execute();
  }

  /** All stages, for {@link #latest}. */
  static final List<Stage> ALL_STAGES = Arrays.asList(Stage.values());
}
