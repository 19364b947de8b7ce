package dev.modelyard.server.ops;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.Migrations;
import org.jspecify.annotations.Nullable;

/** Whether requests should be sent here now. Thread-safe. */
public final class Readiness {
  private final Database database;
  private final Migrations migrations;
  private volatile boolean stopping;

  public Readiness(Database database, Migrations migrations) {
    this.database = database;
    this.migrations = migrations;
  }

  /** From now on not ready: the server finishes what is under way and ends. */
  public void stopping() {
    stopping = true;
  }

  /** Why the server is not ready, or null if it is. */
  public @Nullable String obstacle() {
    if (stopping) {
      return "stopping";
    }
    if (!database.isReady()) {
      return "the database does not answer";
    }
    return migrations.obstacle();
  }
}
