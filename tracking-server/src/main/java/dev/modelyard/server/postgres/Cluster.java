package dev.modelyard.server.postgres;

import dev.modelyard.server.error.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the database ("cluster" in PostgreSQL's words), with the password of its owner. */
record Cluster(Path pgdata, String password) {
  static final String USER = "modelyard";

  private static final Logger log = LoggerFactory.getLogger(Cluster.class);
  private static final int PASSWORD_BYTES = 24;

  /** Where the files lie, whether they are there or not. */
  static Path pgdata(DataDirectory directory) {
    return pgdata(directory.path());
  }

  static Path pgdata(Path dataDirectory) {
    return dataDirectory.resolve("pgdata");
  }

  static Path passwordFile(Path dataDirectory) {
    return dataDirectory.resolve("postgres-password");
  }

  /**
   * Opens the files, or creates them when there are none.
   *
   * @throws StartupException if they can not be created, or are of another major version
   */
  static Cluster open(DataDirectory directory, PostgresBinaries binaries, ServerAccount account) {
    Path pgdata = pgdata(directory);
    Path passwordFile = passwordFile(directory.path());
    try {
      if (!Files.isDirectory(pgdata)) {
        create(directory.path(), passwordFile, binaries, account);
      } else if (((Integer) Files.getAttribute(pgdata, "unix:uid")) == 0) {
        // Restored from a backup by root.
        account.own(pgdata);
      }
      if (!Files.exists(passwordFile)) {
        throw passwordMissing(pgdata, passwordFile, binaries);
      }
      return new Cluster(pgdata, Files.readString(passwordFile).strip());
    } catch (IOException e) {
      throw new StartupException(
          "The database in " + pgdata + " can not be opened or created (" + e + ").");
    }
  }

  /**
   * Does nothing if the files can be used by our PostgreSQL, or if there are none.
   *
   * @throws StartupException if another major version wrote them; it tells how to move the data
   */
  static void refuseOtherMajor(DataDirectory directory) {
    Path pgdata = pgdata(directory);
    if (!Files.isDirectory(pgdata)) {
      return;
    }
    String major;
    try {
      major = Files.readString(pgdata.resolve("PG_VERSION")).strip();
    } catch (IOException e) {
      throw new StartupException(
          pgdata
              + " is not a database that this server can read ("
              + e
              + "). Restore it from a backup, or set MODELYARD_DATA_DIR to another folder.");
    }
    if (!major.equals(Integer.toString(PostgresBinaries.MAJOR))) {
      throw new StartupException(
          OTHER_MAJOR
              .replace("{pgdata}", pgdata.toString())
              .replace("{data}", directory.path().toString())
              .replace("{old}", major)
              .replace("{new}", Integer.toString(PostgresBinaries.MAJOR)));
    }
  }

  private static final String OTHER_MAJOR =
      """
      {pgdata} was written by PostgreSQL {old}, and this server brings PostgreSQL {new}. Move the data once:
      1. Serve the old folder with PostgreSQL {old} (by the Modelyard release that wrote it, or by
         pg_ctl -D {pgdata} -o '-p 54329' -w start) and write it to a file:
           PGPASSWORD="$(cat {data}/postgres-password)" pg_dump -h 127.0.0.1 -p 54329 -U modelyard -Fc -f modelyard.dump modelyard
      2. Stop it, start this server with MODELYARD_DATA_DIR set to a new folder, and read the file
         into the database whose port and password file it logs:
           PGPASSWORD="$(cat NEW/postgres-password)" pg_restore -h 127.0.0.1 -p PORT -U modelyard --clean --if-exists --no-owner -d modelyard modelyard.dump
      Artifacts are files: copy them from {data} to the new folder.""";

  private static void create(
      Path folder, Path passwordFile, PostgresBinaries binaries, ServerAccount account)
      throws IOException {
    Path pgdata = folder.resolve("pgdata");
    log.info("Creating a database in {}", pgdata);
    // initdb works in a folder of another name, so that a killed one is never taken for a database.
    Path unfinished = folder.resolve("pgdata.unfinished");
    FolderTree.delete(unfinished);
    Files.createDirectory(unfinished, Permissions.onlyOwner(unfinished, "rwx------"));
    String password = newPassword();
    // A second file, since initdb runs as another user under root.
    Path readableByInitdb = unfinished.resolve("password");
    writePrivately(readableByInitdb, password);
    account.own(unfinished);

    Path made = unfinished.resolve("pgdata");
    List<String> initdb =
        List.of(
            binaries.initdb(),
            "--pgdata=" + made,
            "--username=" + USER,
            "--pwfile=" + readableByInitdb,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            // Sorts by code point and knows all alphabets' letter case; no update of the operating
            // system can change it and break indexes.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            "--set=shared_buffers=128MB",
            "--set=max_connections=100");
    Program.Result result = Program.run(account.command(initdb), folder);
    if (!result.succeeded()) {
      throw new StartupException(
          "The database can not be created in " + pgdata + ":\n" + result.lastLines());
    }
    replacePrivately(passwordFile, password);
    Files.move(made, pgdata, StandardCopyOption.ATOMIC_MOVE);
    FolderTree.forceOne(folder);
    FolderTree.delete(unfinished);
  }

  private static String newPassword() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static void replacePrivately(Path file, String text) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.deleteIfExists(unfinished);
    writePrivately(unfinished, text);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Files.createFile(file, Permissions.onlyOwner(file, "rw-------"));
    Files.writeString(file, text + "\n", StandardOpenOption.SYNC, StandardOpenOption.WRITE);
  }

  private static StartupException passwordMissing(
      Path pgdata, Path passwordFile, PostgresBinaries binaries) {
    return new StartupException(
        "The file "
            + passwordFile
            + " is missing, so nobody can log in to the database beside it. Restore the file, or"
            + " set a new password: as the owner of "
            + pgdata
            + ", run\n  echo \"ALTER ROLE "
            + USER
            + " PASSWORD 'NEW'\" | "
            + binaries.postgres()
            + " --single -D "
            + pgdata
            + " postgres\nand write NEW into the file.");
  }
}
