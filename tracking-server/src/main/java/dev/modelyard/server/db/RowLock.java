package dev.modelyard.server.db;

/** How strongly a row is held until the transaction ends. */
public enum RowLock {
  /** Together with others who hold it so; nobody can change it. */
  SHARED("FOR SHARE"),
  /** Against all others who hold or change it. */
  ALONE("FOR NO KEY UPDATE");

  private final String sql;

  RowLock(String sql) {
    this.sql = sql;
  }

  public String sql() {
    return sql;
  }
}
