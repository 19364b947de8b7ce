package dev.modelyard.server.postgres;

import dev.modelyard.server.error.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The unpacked PostgreSQL programs: initdb, pg_ctl and postgres, nothing else. */
final class PostgresBinaries {
  /** The version of the archive on the class path; a test holds the two together. */
  static final String VERSION = "18.4.0";

  static final int MAJOR = 18;

  private static final Logger log = LoggerFactory.getLogger(PostgresBinaries.class);

  // Must match neither postgres-log nor postgres-password, which lie beside.
  private static final String ANY_VERSION = "postgres-\\d+\\.\\d+\\.\\d+(\\.unfinished)?";

  private final Path folder;

  private PostgresBinaries(Path folder) {
    this.folder = folder;
  }

  /**
   * Unpacks the programs unless that was done before, and removes those of other versions and of
   * unpackings that did not come to an end.
   *
   * @throws StartupException if that fails, or if the programs do not run on this machine
   */
  static PostgresBinaries unpack(PostgresArchive archive, DataDirectory directory) {
    Path whole = directory.path().resolve("postgres-" + VERSION);
    try {
      removeOthers(directory.path(), whole);
      if (!Files.isDirectory(whole)) {
        unpack(archive, whole);
      }
    } catch (IOException e) {
      throw new StartupException(
          "The embedded PostgreSQL can not be unpacked into "
              + whole
              + " ("
              + e
              + "). It needs about 60 MB there, or set MODELYARD_DATABASE_URL.");
    }
    PostgresBinaries binaries = new PostgresBinaries(whole);
    binaries.refuseIfTheyDoNotRun();
    return binaries;
  }

  String initdb() {
    return program("initdb");
  }

  String postgres() {
    return program("postgres");
  }

  private String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  private static void unpack(PostgresArchive archive, Path whole) throws IOException {
    log.info("Unpacking PostgreSQL {} into {}", VERSION, whole);
    Path unfinished = whole.resolveSibling(whole.getFileName() + ".unfinished");
    Files.createDirectory(unfinished);
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
    archive.unpack(unfinished);
    // The name is the promise that all of it is there, also after a power cut.
    FolderTree.force(unfinished);
    Files.move(unfinished, whole, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void removeOthers(Path directory, Path whole) throws IOException {
    List<Path> others;
    try (Stream<Path> paths = Files.list(directory)) {
      others =
          paths
              .filter(path -> path.getFileName().toString().matches(ANY_VERSION))
              .filter(path -> !path.equals(whole))
              .toList();
    }
    for (Path other : others) {
      FolderTree.delete(other);
    }
  }

  private void refuseIfTheyDoNotRun() {
    String said;
    try {
      Program.Result result = Program.run(List.of(postgres(), "--version"), folder);
      if (result.succeeded()) {
        return;
      }
      said = result.lastLines();
    } catch (IOException e) {
      said = e.toString();
    }
    throw new StartupException(
        "The embedded PostgreSQL does not run on this machine: "
            + said
            + "\nIt needs glibc (Alpine's musl will not do) and a data directory that is not"
            + " mounted noexec. Otherwise set MODELYARD_DATABASE_URL to a PostgreSQL server of"
            + " your own (jdbc:postgresql://host/database).");
  }
}
