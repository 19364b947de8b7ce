package dev.modelyard.server.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.measure.DatabaseMeasures;
import dev.modelyard.server.measure.DatabaseMeasures.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to PostgreSQL. Thread-safe. Deadlocks and serialization failures are tried again here and
 * nowhere else; a database that is away, full or too slow is told as TEMPORARILY_UNAVAILABLE.
 */
public final class Database implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Database.class);

  private static final int ATTEMPTS = 5;

  /** How long a request waits for a connection: callers must hear of a lost database in 2 s. */
  private static final int CONNECTION_WAIT_MILLIS = 1_500;

  private static final int STATEMENT_TIMEOUT_MILLIS = 30_000;

  /** Ends the wait for an answer of a database that was cut off without a word. */
  private static final int SOCKET_TIMEOUT_SECONDS = 60;

  /** How often such waits follow each other while others are served. */
  private static final int WAITS = 20;

  private static final int ATTEMPTS_AT_MOVING_TARGETS = 50;

  private final LongAdder served = new LongAdder();
  private final HikariDataSource pool;
  private final DatabaseMeasures measures;
  private final Jdbi jdbi;

  private Database(HikariDataSource pool, DatabaseMeasures measures) {
    this.pool = pool;
    this.measures = measures;
    this.jdbi = Jdbi.create(this::connection).installPlugin(new PostgresPlugin());
    // Messages end in the log, where no statement and no value of a user belongs.
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
  }

  /** Opens a pool without waiting for the database: it may come later. */
  public static Database open(
      DatabaseAddress address, int poolSize, boolean pooler, DatabaseMeasures measures) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("database");
    config.setJdbcUrl(address.jdbcUrl());
    config.setUsername(address.user());
    config.setPassword(address.password().reveal());
    config.setMaximumPoolSize(poolSize);
    config.setMinimumIdle(Math.min(2, poolSize));
    config.setConnectionTimeout(CONNECTION_WAIT_MILLIS);
    config.setValidationTimeout(1_000);
    config.setInitializationFailTimeout(-1);
    config.setMetricsTrackerFactory(measures.pool());
    config.addDataSourceProperty("ApplicationName", "modelyard");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("connectTimeout", "2");
    config.addDataSourceProperty("socketTimeout", Integer.toString(SOCKET_TIMEOUT_SECONDS));
    if (pooler) {
      // PgBouncer in transaction mode knows neither server-side statements (before 1.21) nor
      // start-up options; DatabaseCheck sees to it that the role brings the latter along.
      config.addDataSourceProperty("prepareThreshold", "0");
    } else {
      config.addDataSourceProperty("prepareThreshold", "1");
      // Searches read an index until they have enough; a bitmap reads all of its range first.
      config.addDataSourceProperty(
          "options",
          "-c statement_timeout="
              + STATEMENT_TIMEOUT_MILLIS
              + " -c jit=off -c enable_bitmapscan=off");
    }
    return new Database(new HikariDataSource(config), measures);
  }

  /**
   * Runs one statement under autocommit: one round trip, one transaction. What it changed is
   * committed and durable when this returns.
   */
  public <T> T statement(Function<Handle, T> work) {
    return attempt(() -> jdbi.withHandle(work::apply));
  }

  /** Runs {@code work} in one transaction, again from the start when it lost against others. */
  public <T> T transaction(Function<Handle, T> work) {
    return attempt(() -> jdbi.inTransaction(work::apply));
  }

  /** Whether the database answers now. */
  public boolean isReady() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (SQLException away) {
      return false;
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  /**
   * Runs a statement that does nothing, and gives nothing, unless its condition holds. Then {@code
   * refuse} tells the caller why by throwing; when it finds no reason, things have changed
   * meanwhile, and the statement is tried again.
   */
  public <T> T insist(Function<Handle, Optional<T>> work, Runnable refuse) {
    return insist(() -> statement(work), refuse);
  }

  /** As {@link #insist}, with several statements in one transaction. */
  public <T> T insistInTransaction(Function<Handle, Optional<T>> work, Runnable refuse) {
    return insist(() -> transaction(work), refuse);
  }

  private static <T> T insist(Work<Optional<T>> work, Runnable refuse) {
    for (int attempt = 1; attempt <= ATTEMPTS_AT_MOVING_TARGETS; attempt++) {
      Optional<T> done = work.run();
      if (done.isPresent()) {
        return done.get();
      }
      refuse.run();
    }
    throw ApiException.unavailable("Others keep changing the same, try again");
  }

  /**
   * A connection of the pool. Waits as long as others get served, so that a crowd is only slow; who
   * waits while nobody is served hears soon that the database is away.
   */
  private Connection connection() throws SQLException {
    for (int wait = 1; ; wait++) {
      long before = served.sum();
      try {
        return pool.getConnection();
      } catch (SQLTransientConnectionException exhausted) {
        if (served.sum() == before || wait == WAITS) {
          throw exhausted;
        }
      }
    }
  }

  private interface Work<T> {
    T run();
  }

  private <T> T attempt(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        T result = work.run();
        served.increment();
        return result;
      } catch (RuntimeException failure) {
        SQLException sql = SqlState.sqlException(failure);
        if (sql == null) {
          throw failure;
        }
        String state = SqlState.of(sql);
        if (SqlState.isRetryable(state) && attempt < ATTEMPTS) {
          measures.retried();
          log.debug("attempt {} lost against another transaction: {}", attempt, state);
          continue;
        }
        if (sql instanceof SQLTransientConnectionException
            || SqlState.isUnavailable(state)
            || SqlState.isRetryable(state)) {
          measures.failed(Failure.UNAVAILABLE);
          log.warn("database unavailable: {} {}", state, sql.getMessage());
          throw ApiException.unavailable("The database is unavailable right now, try again");
        }
        if (SqlState.isSchemaUnfit(state)) {
          measures.failed(Failure.SCHEMA);
          log.warn("the schema does not fit: {}", sql.getMessage());
          throw ApiException.unavailable("The database is being brought up to date, try again");
        }
        if (SqlState.isTimeout(state)) {
          measures.failed(Failure.TIMEOUT);
          log.warn("statement timed out: {}", sql.getMessage());
          throw ApiException.unavailable("The database took too long to answer, try again");
        }
        throw failure;
      }
    }
  }
}
