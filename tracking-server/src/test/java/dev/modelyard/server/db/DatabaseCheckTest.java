package dev.modelyard.server.db;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.error.StartupException;
import dev.modelyard.server.testing.TestDatabases;
import dev.modelyard.server.testing.TestSql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabaseCheckTest {
  @Test
  void aDatabaseThatKeepsItsPromisesIsTaken() {
    DatabaseAddress database = TestDatabases.createEmpty();
    assertThatCode(() -> DatabaseCheck.run(database, false)).doesNotThrowAnyException();
  }

  @Test
  void aDatabaseThatMayLoseCommitsIsRefused() throws SQLException {
    DatabaseAddress database = TestDatabases.createEmpty();
    execute(database, "ALTER DATABASE " + name(database) + " SET synchronous_commit = off");
    assertThatThrownBy(() -> DatabaseCheck.run(database, false))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("synchronous_commit is off");
  }

  @Test
  void behindAPoolerTheRoleMustBringAlongWhatSessionsAreToldOtherwise() throws SQLException {
    DatabaseAddress database = TestDatabases.createEmpty();
    String role = new TestSql(database).text("SELECT current_user");
    assertThatThrownBy(() -> DatabaseCheck.run(database, true))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll(
            "ALTER ROLE " + role + " IN DATABASE " + name(database),
            "SET statement_timeout = '30s'",
            "SET enable_bitmapscan = off");
    for (String setting :
        List.of("statement_timeout = '30s'", "jit = off", "enable_bitmapscan = off")) {
      execute(
          database, "ALTER ROLE " + role + " IN DATABASE " + name(database) + " SET " + setting);
    }
    assertThatCode(() -> DatabaseCheck.run(database, true)).doesNotThrowAnyException();
  }

  @Test
  void aDatabaseThatIsAwayIsNamedAsTheReason() {
    var nobody = new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/none", "u", new Secret("s3"));
    assertThatThrownBy(() -> DatabaseCheck.run(nobody, false))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("cannot be used")
        .hasMessageNotContaining("s3");
  }

  private static String name(DatabaseAddress database) {
    return database.jdbcUrl().replaceFirst(".*/([^/?]+).*", "$1");
  }

  private static void execute(DatabaseAddress database, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password().reveal());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
