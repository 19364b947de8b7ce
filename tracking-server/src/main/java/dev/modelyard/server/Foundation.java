package dev.modelyard.server;

import dev.modelyard.server.blobs.Blobs;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.db.Migrations;
import dev.modelyard.server.db.Secret;
import dev.modelyard.server.error.StartupException;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.postgres.DataDirectory;
import dev.modelyard.server.postgres.EmbeddedPostgres;
import dev.modelyard.server.postgres.RunningPostgres;

/**
 * What commands beside the server stand on: the database and the store of bytes. An embedded
 * database is started, unless a server has it running; then that one is used.
 */
final class Foundation implements AutoCloseable {
  private static final int CONNECTIONS = 2;

  private final Parts parts = new Parts();
  private final Database database;
  private final Blobs blobs;

  private Foundation(Config config) {
    try {
      DatabaseAddress address = address(config, parts);
      String obstacle = new Migrations(address).obstacle();
      if (obstacle != null) {
        throw new StartupException("The database cannot be used: " + obstacle);
      }
      Measures measures = parts.keep(new Measures());
      database =
          parts.keep(Database.open(address, CONNECTIONS, config.pooler(), measures.database()));
      blobs = parts.keep(config.artifacts().open());
    } catch (RuntimeException | Error failure) {
      close();
      throw failure;
    }
  }

  /**
   * Opens all of it.
   *
   * @throws StartupException when something is not as it must be
   */
  static Foundation open(Config config) {
    return new Foundation(config);
  }

  Database database() {
    return database;
  }

  Blobs blobs() {
    return blobs;
  }

  /** The database of the settings; an embedded one that runs is not started twice. */
  private static DatabaseAddress address(Config config, Parts parts) {
    DatabaseAddress given = config.database();
    if (given != null) {
      return given;
    }
    try {
      return embedded(config, parts);
    } catch (StartupException inUse) {
      return RunningPostgres.in(config.dataDirectory())
          .map(
              running ->
                  new DatabaseAddress(
                      running.jdbcUrl(), running.user(), new Secret(running.password())))
          .orElseThrow(() -> inUse);
    }
  }

  /** Starts the embedded database; {@code parts} gets what is to be closed. */
  static DatabaseAddress embedded(Config config, Parts parts) {
    DataDirectory directory = parts.keep(DataDirectory.open(config.dataDirectory()));
    EmbeddedPostgres postgres = parts.keep(EmbeddedPostgres.start(directory));
    return new DatabaseAddress(
        postgres.jdbcUrl(), postgres.user(), new Secret(postgres.password()));
  }

  @Override
  public void close() {
    parts.close();
  }
}
