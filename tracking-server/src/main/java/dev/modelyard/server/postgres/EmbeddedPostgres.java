package dev.modelyard.server.postgres;

import dev.modelyard.server.error.StartupException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own for users' real data, which runs from {@link #start} to {@link
 * #close}. What was committed survives a kill of this process, of PostgreSQL, or of both.
 *
 * <p>It comes back by itself, at the same port, when it dies. When this process dies, it stops.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

  static final String DATABASE = "modelyard";

  private final PostmasterKeeper keeper;
  private final String password;

  private EmbeddedPostgres(PostmasterKeeper keeper, String password) {
    this.keeper = keeper;
    this.password = password;
  }

  /**
   * Starts the server on the database in the data directory, which is created when there is none.
   * The caller keeps the directory open until after {@link #close()}.
   *
   * @throws StartupException if that is not possible; the message says what to do
   */
  public static EmbeddedPostgres start(DataDirectory directory) {
    return start(directory, FreePort::find);
  }

  static EmbeddedPostgres start(DataDirectory directory, IntSupplier freePort) {
    PostgresArchive archive = PostgresArchive.forThisMachine();
    Path pgdata = Cluster.pgdata(directory);
    Cluster.refuseOtherMajor(directory);
    ServerAccount account = ServerAccount.choose(pgdata);
    account.requireAccess(directory.path());
    LeftOverProcesses leftOvers = new LeftOverProcesses(pgdata);
    leftOvers.end();
    PostgresBinaries binaries = PostgresBinaries.unpack(archive, directory);
    Cluster cluster = Cluster.open(directory, binaries, account);
    PostgresLog postgresLog = openLog(directory, account);
    EmbeddedPostgres postgres =
        new EmbeddedPostgres(
            PostmasterKeeper.start(
                port -> Postmaster.launch(binaries, account, pgdata, postgresLog, port),
                leftOvers,
                postgresLog,
                freePort),
            cluster.password());
    postgres.createDatabaseIfMissing();
    log.info(
        "PostgreSQL {} is ready at 127.0.0.1:{} (user and database {}, password in {})",
        PostgresBinaries.VERSION,
        postgres.keeper.port(),
        DATABASE,
        Cluster.passwordFile(directory.path()));
    return postgres;
  }

  /** Where to connect, without user and password. */
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  /** The owner of the database. */
  public String user() {
    return Cluster.USER;
  }

  public String password() {
    return password;
  }

  /**
   * Stops the server: open transactions are rolled back, so close the connection pool before.
   * Returns when no process is left. May be called more than once, and from a shutdown hook.
   */
  @Override
  public void close() {
    keeper.close();
  }

  private static PostgresLog openLog(DataDirectory directory, ServerAccount account) {
    try {
      return PostgresLog.in(directory, account);
    } catch (IOException e) {
      throw new StartupException("The log folder of PostgreSQL can not be created (" + e + ").");
    }
  }

  // A kill may have come between initdb and this, hence at every start.
  private void createDatabaseIfMissing() {
    try (Connection connection =
            DriverManager.getConnection(jdbcUrl("postgres"), user(), password());
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    } catch (SQLException e) {
      close();
      throw new StartupException(
          "The database " + DATABASE + " can not be opened (" + e.getMessage() + ").");
    }
  }

  private String jdbcUrl(String database) {
    return jdbcUrl(keeper.port(), database);
  }

  static String jdbcUrl(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }
}
