package dev.modelyard.server.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.StatementContext;

/** How a version {@code v} of a registered model {@code m} is read from its row. */
public final class VersionRow {
  private static final String WITH_TAGS =
      """
      v.model_id, m.name, v.version, v.stage, v.description, v.source, v.storage_location,
        v.run_id, v.run_link, v.logged_model_id, v.creation_time, v.last_update_time,
        ARRAY(SELECT t.key FROM model_version_tag t
          WHERE t.model_id = v.model_id AND t.version = v.version ORDER BY t.key) AS tag_keys,
        ARRAY(SELECT t.value FROM model_version_tag t
          WHERE t.model_id = v.model_id AND t.version = v.version ORDER BY t.key) AS tag_values,
      """;

  /** With tags and aliases. */
  public static final String COLUMNS =
      WITH_TAGS
          + """
        ARRAY(SELECT a.alias FROM model_alias a
          WHERE a.model_id = v.model_id AND a.version = v.version ORDER BY a.alias) AS aliases
      """;

  /** With tags, for lists: those tell no aliases. */
  public static final String LISTED_COLUMNS = WITH_TAGS + "ARRAY[]::text[] AS aliases\n";

  public static final String FROM =
      "FROM model_version v JOIN registered_model m ON m.model_id = v.model_id\n";

  private VersionRow() {}

  public static ModelVersion version(ResultSet row, StatementContext context) throws SQLException {
    return new ModelVersion(
        row.getLong("model_id"),
        row.getString("name"),
        row.getInt("version"),
        Stage.named(row.getString("stage")),
        row.getString("description"),
        row.getString("source"),
        row.getString("storage_location"),
        row.getString("run_id"),
        row.getString("run_link"),
        row.getString("logged_model_id"),
        row.getLong("creation_time"),
        row.getLong("last_update_time"),
        ModelRow.tags(row),
        ModelRow.texts(row, "aliases"));
  }
}
