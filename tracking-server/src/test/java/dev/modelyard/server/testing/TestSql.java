package dev.modelyard.server.testing;

import dev.modelyard.server.db.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A look behind the server: SQL on its database, each time on a connection of its own. */
public final class TestSql {
  private final DatabaseAddress address;

  public TestSql(DatabaseAddress address) {
    this.address = address;
  }

  /** The one number that a query answers. */
  public long number(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Waits until no latest value that meets the condition is live. */
  public void awaitSettled(String condition) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> number("SELECT count(*) FROM metric_live WHERE " + condition) == 0);
  }

  /** The one text that a query answers. */
  public String text(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Runs statements, one transaction each. */
  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Runs one statement with the arrays that stand for its question marks. */
  public void fill(String sql, Object[]... arrays) {
    try (Connection connection = connect();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arrays.length; i++) {
        statement.setArray(i + 1, connection.createArrayOf(type(arrays[i]), arrays[i]));
      }
      statement.execute();
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String type(Object[] array) {
    return array instanceof Long[]
        ? "bigint"
        : array instanceof Double[] ? "float8" : array instanceof Boolean[] ? "bool" : "text";
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        address.jdbcUrl(), address.user(), address.password().reveal());
  }
}
