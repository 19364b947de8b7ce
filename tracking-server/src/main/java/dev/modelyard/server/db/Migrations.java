package dev.modelyard.server.db;

import dev.modelyard.server.error.StartupException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema to what this release needs, or tells that it is not there yet. Migrations are
 * only additive within a major version, so a server also runs on a schema newer than its own.
 */
public final class Migrations {
  private static final Logger log = LoggerFactory.getLogger(Migrations.class);

  private final Flyway flyway;
  private volatile boolean fit;

  public Migrations(DatabaseAddress address) {
    this.flyway =
        Flyway.configure()
            .dataSource(new Unhurried(address))
            .locations("classpath:db/migration")
            .validateMigrationNaming(true)
            // A newer server may have migrated already: rolling upgrades run N beside N+1.
            .ignoreMigrationPatterns("*:future")
            .load();
  }

  /**
   * Connections without the limit that the role may have for the server's statements: building an
   * index takes longer. A callback of Flyway's would lift it on one of its two connections alone.
   */
  private static final class Unhurried extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    Unhurried(DatabaseAddress address) {
      setUrl(address.jdbcUrl());
      // What the address itself says goes first, as everywhere else.
      if (getUser() == null) {
        setUser(address.user());
      }
      if (getPassword() == null) {
        setPassword(address.password().reveal());
      }
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET statement_timeout = 0");
        return connection;
      } catch (SQLException failure) {
        connection.close();
        throw failure;
      }
    }
  }

  /** Applies what is missing, under Flyway's lock: replicas that start together take turns. */
  public void migrate() {
    try {
      var result = flyway.migrate();
      if (result.migrationsExecuted > 0) {
        log.info("schema migrated to version {}", result.targetSchemaVersion);
      }
      fit = true;
    } catch (FlywayException failure) {
      throw new StartupException("The schema could not be migrated: " + failure.getMessage());
    }
  }

  /** Why the schema does not fit this server, or null if it does. */
  public @Nullable String obstacle() {
    if (fit) {
      return null;
    }
    try {
      int pending = flyway.info().pending().length;
      fit = pending == 0;
      return fit
          ? null
          : "the schema lacks "
              + pending
              + " migrations, run 'modelyard migrate' with this version";
    } catch (FlywayException away) {
      log.debug("schema not readable", away);
      return "the schema cannot be read";
    }
  }
}
