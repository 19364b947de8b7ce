package dev.modelyard.server.testing;

import dev.modelyard.server.db.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Changes rows behind the server's back: times, for example, that a test must know. */
public final class Rows {
  private Rows() {}

  /** Runs one statement with its parameters. */
  public static void change(DatabaseAddress database, String sql, Object... parameters) {
    try (Connection connection =
            DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password().reveal());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.executeUpdate();
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
