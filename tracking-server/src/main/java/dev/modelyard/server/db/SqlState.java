package dev.modelyard.server.db;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's codes of failures that mean something to us. */
public final class SqlState {
  public static final String NOT_NULL_VIOLATION = "23502";
  public static final String UNIQUE_VIOLATION = "23505";

  private SqlState() {}

  /** The code of the nearest SQLException among the causes of {@code failure}, or "". */
  public static String of(Throwable failure) {
    SQLException sql = sqlException(failure);
    return sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
  }

  static @Nullable SQLException sqlException(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }

  /** A deadlock or a serialization failure: nothing was changed, and trying again may succeed. */
  static boolean isRetryable(String state) {
    return state.equals("40P01") || state.equals("40001");
  }

  /**
   * The database is away, starting, stopping, out of connections, memory or disk: nothing that the
   * caller did, and it may pass.
   */
  static boolean isUnavailable(String state) {
    return state.startsWith("08") // connection
        || state.startsWith("53") // insufficient resources
        || state.startsWith("57P") // shutdown, crash, cannot connect now
        || state.startsWith("58") // system error, I/O
        || state.equals("25006"); // read-only: a standby that was not promoted yet
  }

  /** A table or column is not there: the schema was not migrated yet. */
  static boolean isSchemaUnfit(String state) {
    return state.equals("42P01") || state.equals("42703");
  }

  /** The statement ran into its time limit. */
  static boolean isTimeout(String state) {
    return state.equals("57014") || state.equals("55P03");
  }
}
