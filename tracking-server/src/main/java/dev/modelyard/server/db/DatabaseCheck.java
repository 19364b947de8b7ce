package dev.modelyard.server.db;

import dev.modelyard.server.error.StartupException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a PostgreSQL can keep our promises: found out at start, not after a loss. */
public final class DatabaseCheck {
  private static final int OLDEST_MAJOR = 15;

  private static final String SETTINGS =
      """
      SELECT current_setting('server_version_num')::int / 10000 AS major,
        current_setting('server_encoding') AS encoding,
        current_setting('fsync') AS fsync,
        current_setting('full_page_writes') AS full_page_writes,
        current_setting('synchronous_commit') AS synchronous_commit,
        current_setting('statement_timeout') AS statement_timeout,
        current_setting('jit') AS jit,
        current_setting('enable_bitmapscan') AS enable_bitmapscan,
        format('%I IN DATABASE %I', current_user, current_database()) AS us
      """;

  private DatabaseCheck() {}

  /**
   * Refuses a database that is away, too old, or may lose what it acknowledged.
   *
   * @param pooler whether sessions are shared, so that the role must bring along what {@link
   *     Database} sets for its own
   */
  public static void run(DatabaseAddress address, boolean pooler) {
    List<String> faults = new ArrayList<>();
    DriverManager.setLoginTimeout(10);
    try (Connection connection =
            DriverManager.getConnection(
                address.jdbcUrl(), address.user(), address.password().reveal());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SETTINGS)) {
      row.next();
      if (row.getInt("major") < OLDEST_MAJOR) {
        faults.add("it is version " + row.getInt("major") + ", at least 15 is needed");
      }
      if (!row.getString("encoding").equals("UTF8")) {
        faults.add("its encoding is " + row.getString("encoding") + ", it must be UTF8");
      }
      if (pooler) {
        faults.addAll(lacksOfRole(row));
      }
      for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
        if (row.getString(setting).equals("off")) {
          faults.add(setting + " is off, so a crash could lose what was acknowledged; turn it on");
        }
      }
    } catch (SQLException failure) {
      throw new StartupException(
          "The database cannot be used: " + withoutUrl(failure.getMessage(), address));
    }
    if (!faults.isEmpty()) {
      throw new StartupException("The database cannot be used: " + String.join("; ", faults));
    }
  }

  private static List<String> lacksOfRole(ResultSet row) throws SQLException {
    String role = "ALTER ROLE " + row.getString("us") + " SET ";
    List<String> lacks = new ArrayList<>();
    if (row.getString("statement_timeout").equals("0")) {
      lacks.add(role + "statement_timeout = '30s'");
    }
    for (String setting : List.of("jit", "enable_bitmapscan")) {
      if (!row.getString(setting).equals("off")) {
        lacks.add(role + setting + " = off");
      }
    }
    return lacks.isEmpty()
        ? List.of()
        : List.of("behind a pooler its role must be told, " + String.join("; ", lacks));
  }

  /** The driver repeats a URL that it does not understand, and a URL may hold a password. */
  private static String withoutUrl(@Nullable String message, DatabaseAddress address) {
    return String.valueOf(message).contains(address.jdbcUrl())
        ? "its URL is not understood; it must look like jdbc:postgresql://host:5432/database"
        : String.valueOf(message);
  }
}
