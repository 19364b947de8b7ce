package dev.modelyard.server.testing;

import dev.modelyard.server.db.Database;

/**
 * What work costs a database, as PostgreSQL counts it: of all its sessions together, so nobody else
 * may touch its tables meanwhile, autovacuum included. The database must have one connection only,
 * since others tell what they have done when they please.
 *
 * @param blocks of tables and indexes that were touched
 * @param rows of tables, and entries of indexes, that were read
 */
public record Cost(long blocks, long rows) {
  private static final int WARM_UP = 7; // from the sixth time on a plan may be a generic one

  /** Of work that is done once. */
  public static Cost of(Database database, Runnable work) {
    Cost before = soFar(database);
    work.run();
    Cost since = soFar(database);
    return new Cost(since.blocks - before.blocks, since.rows - before.rows);
  }

  /** Of work that was done some times before, and so as the database plans it in the long run. */
  public static Cost inTheLongRun(Database database, Runnable work) {
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    return of(database, work);
  }

  private static Cost soFar(Database database) {
    // Takes effect when the connection falls idle, so the next statement sees it.
    number(database, "SELECT count(*) FROM (SELECT pg_stat_force_next_flush()) f");
    return new Cost(
        number(
            database,
            """
            SELECT sum(heap_blks_read + heap_blks_hit
              + COALESCE(idx_blks_read, 0) + COALESCE(idx_blks_hit, 0)
              + COALESCE(toast_blks_read, 0) + COALESCE(toast_blks_hit, 0)
              + COALESCE(tidx_blks_read, 0) + COALESCE(tidx_blks_hit, 0))
            FROM pg_statio_user_tables
            """),
        number(
            database,
            """
            SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables)
              + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes)
            """));
  }

  private static long number(Database database, String query) {
    return database.statement(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }
}
