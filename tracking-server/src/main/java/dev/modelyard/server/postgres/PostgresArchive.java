package dev.modelyard.server.postgres;

import dev.modelyard.server.error.StartupException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The packed PostgreSQL programs for this machine, as they lie on the class path. */
final class PostgresArchive {
  private final URL archive;

  private PostgresArchive(URL archive) {
    this.archive = archive;
  }

  /**
   * Finds the archive that was built for this operating system and processor.
   *
   * @throws StartupException if there is none
   */
  static PostgresArchive forThisMachine() {
    return forMachine(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static PostgresArchive forMachine(String os, String processor) {
    String name = "/postgres-" + system(os) + "-" + architecture(processor) + ".txz";
    URL archive = PostgresArchive.class.getResource(name);
    if (archive == null) {
      throw new StartupException(
          "No PostgreSQL for "
              + os
              + " on "
              + processor
              + " comes with this build. Set MODELYARD_DATABASE_URL to a PostgreSQL server of your"
              + " own (jdbc:postgresql://host/database).");
    }
    return new PostgresArchive(archive);
  }

  /** Unpacks everything into an existing folder. */
  void unpack(Path folder) throws IOException {
    try (InputStream packed = new BufferedInputStream(archive.openStream());
        InputStream tar = new XZInputStream(packed)) {
      unpack(tar, folder);
    }
  }

  /** Unpacks a tar; refuses one that would write outside of the folder. */
  static void unpack(InputStream stream, Path folder) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(stream)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, folder);
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path folder)
      throws IOException {
    Path target = folder.resolve(refuseClimbing(entry.getName())).normalize();
    if (entry.isDirectory()) {
      createFolders(folder, target);
      return;
    }
    createFolders(folder, target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, refuseClimbing(entry.getLinkName()));
    } else if (entry.isFile() && !entry.isLink()) {
      Files.copy(content, target);
      boolean executable = (entry.getMode() & 0100) != 0;
      setPermissions(target, executable ? "rwxr-xr-x" : "rw-r--r--");
    } else {
      throw new IOException("Neither file, folder nor symbolic link: " + entry.getName());
    }
  }

  // As no name and no link may hold "..", no chain of links can lead out either.
  private static Path refuseClimbing(String name) throws IOException {
    Path path = Path.of(name);
    for (Path part : path) {
      if (part.toString().equals("..")) {
        throw new IOException("Leads out of the folder: " + name);
      }
    }
    if (path.isAbsolute()) {
      throw new IOException("Leads out of the folder: " + name);
    }
    return path;
  }

  // With explicit permissions: under root the programs run as another user, whatever the umask is.
  private static void createFolders(Path root, @Nullable Path target) throws IOException {
    if (target == null || target.equals(root) || Files.isDirectory(target)) {
      return;
    }
    createFolders(root, target.getParent());
    Files.createDirectory(target);
    setPermissions(target, "rwxr-xr-x");
  }

  private static void setPermissions(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String system(String os) {
    String name = os.toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name;
  }

  private static String architecture(String processor) {
    return switch (processor) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default -> processor;
    };
  }
}
