package dev.modelyard.server.registry;

import dev.modelyard.server.wire.KeyValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.statement.StatementContext;

/** How a registered model {@code m} is read from its row. */
public final class ModelRow {
  /** With tags and aliases, each as two arrays of one order. */
  public static final String COLUMNS =
      """
      m.model_id, m.name, m.description, m.guarded, m.protected_aliases, m.creation_time,
        m.last_update_time,
        ARRAY(SELECT t.key FROM registered_model_tag t
          WHERE t.model_id = m.model_id ORDER BY t.key) AS tag_keys,
        ARRAY(SELECT t.value FROM registered_model_tag t
          WHERE t.model_id = m.model_id ORDER BY t.key) AS tag_values,
        ARRAY(SELECT a.alias FROM model_alias a
          WHERE a.model_id = m.model_id ORDER BY a.alias) AS alias_names,
        ARRAY(SELECT a.version FROM model_alias a
          WHERE a.model_id = m.model_id ORDER BY a.alias) AS alias_versions
      """;

  private ModelRow() {}

  public static RegisteredModel model(ResultSet row, StatementContext context) throws SQLException {
    return new RegisteredModel(
        row.getLong("model_id"),
        row.getString("name"),
        row.getString("description"),
        ModelMode.of(row.getBoolean("guarded")),
        texts(row, "protected_aliases"),
        row.getLong("creation_time"),
        row.getLong("last_update_time"),
        tags(row),
        aliases(row));
  }

  private static List<Alias> aliases(ResultSet row) throws SQLException {
    List<String> names = texts(row, "alias_names");
    Integer[] versions = (Integer[]) row.getArray("alias_versions").getArray();
    List<Alias> aliases = new ArrayList<>();
    for (int i = 0; i < versions.length; i++) {
      aliases.add(new Alias(names.get(i), versions[i]));
    }
    return aliases;
  }

  /** The tags in the columns {@code tag_keys} and {@code tag_values}. */
  static List<KeyValue> tags(ResultSet row) throws SQLException {
    List<String> keys = texts(row, "tag_keys");
    List<String> values = texts(row, "tag_values");
    List<KeyValue> tags = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      tags.add(new KeyValue(keys.get(i), values.get(i)));
    }
    return tags;
  }

  static List<String> texts(ResultSet row, String column) throws SQLException {
    return Arrays.asList((String[]) row.getArray(column).getArray());
  }
}
