package dev.modelyard.server.postgres;

import dev.modelyard.server.error.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder that holds everything the server keeps on this machine. Whoever has one open is the
 * only server that works in it, until {@link #close()} or the end of the process.
 */
public final class DataDirectory implements AutoCloseable {
  // A process loses its POSIX locks on a file as soon as it closes any descriptor of that file, so
  // a second attempt inside this JVM must be refused before it opens the lock file.
  private static final Set<Path> HELD_BY_THIS_JVM = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Creates the folder if it is absent, readable by nobody else, and locks it.
   *
   * @throws StartupException if it can not be used, or if another server works in it
   */
  public static DataDirectory open(Path directory) {
    Path path = create(directory.toAbsolutePath());
    if (!HELD_BY_THIS_JVM.add(path)) {
      throw inUse(path, Long.toString(ProcessHandle.current().pid()));
    }
    try {
      return new DataDirectory(path, lock(path));
    } catch (StartupException e) {
      HELD_BY_THIS_JVM.remove(path);
      throw e;
    }
  }

  /** The absolute path, without symbolic links. */
  public Path path() {
    return path;
  }

  /** Lets another server work in the folder. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD_BY_THIS_JVM.remove(path);
    }
  }

  private static Path create(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        Path parent = directory.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createDirectory(directory, Permissions.onlyOwner(directory, "rwx------"));
      }
      return directory.toRealPath();
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static FileChannel lock(Path path) {
    Path file = path.resolve("lock");
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              Permissions.onlyOwner(file, "rw-------"));
      if (channel.tryLock() == null) {
        channel.close();
        throw inUse(path, Files.readString(file).strip());
      }
      // For the message of the next who tries; what counts is the lock, not the file.
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private static StartupException inUse(Path path, String pid) {
    return new StartupException(
        "The data directory "
            + path
            + " is in use by another Modelyard server (pid "
            + (pid.isEmpty() ? "unknown" : pid)
            + "). Stop that one first, or set MODELYARD_DATA_DIR to another folder.");
  }

  private static StartupException unusable(Path path, IOException e) {
    return new StartupException(
        "The data directory "
            + path
            + " can not be used ("
            + e
            + "). Let the server's user write to it, or set MODELYARD_DATA_DIR to another folder.");
  }
}
