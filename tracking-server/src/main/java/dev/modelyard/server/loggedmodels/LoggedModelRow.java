package dev.modelyard.server.loggedmodels;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;

/** How logged models are read from rows: what the stores of logged models share. */
public final class LoggedModelRow {
  private LoggedModelRow() {}

  /** The columns of a logged model {@code m} that {@link #model} reads. */
  public static final String COLUMNS =
      """
      m.model_id, m.experiment_id, m.name, m.model_type, m.source_run_id, m.status,
      m.creation_time, m.last_update_time, m.artifact_uri
      """;

  public static LoggedModel model(ResultSet row, StatementContext context) throws SQLException {
    return new LoggedModel(
        row.getObject("model_id", UUID.class),
        row.getLong("experiment_id"),
        row.getString("name"),
        row.getString("model_type"),
        row.getString("source_run_id"),
        ModelStatus.numbered(row.getInt("status")),
        row.getLong("creation_time"),
        row.getLong("last_update_time"),
        row.getString("artifact_uri"));
  }
}
