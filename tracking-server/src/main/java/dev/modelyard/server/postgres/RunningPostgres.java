package dev.modelyard.server.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The PostgreSQL of a server that runs on the same data directory, for commands beside it.
 *
 * @param jdbcUrl where to connect, without user and password
 */
public record RunningPostgres(String jdbcUrl, String user, String password) {

  /** Empty when no server has it running, or when this user may not read its password. */
  public static Optional<RunningPostgres> in(Path dataDirectory) {
    try {
      String password =
          Files.readString(Cluster.passwordFile(dataDirectory.toAbsolutePath())).strip();
      return PidFile.read(Cluster.pgdata(dataDirectory.toAbsolutePath()))
          .filter(PidFile::ready)
          .map(
              file ->
                  new RunningPostgres(
                      EmbeddedPostgres.jdbcUrl(file.port(), EmbeddedPostgres.DATABASE),
                      Cluster.USER,
                      password));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
