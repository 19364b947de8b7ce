package dev.modelyard.client.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The folder of one stream: its {@link Head}, numbered segments and files, and the number up to
 * which the server has all. One process holds it at a time, by a file lock. Thread-safe.
 */
public final class SpoolFolder implements Closeable {
  private static final String NEW = ".new";
  private static final String LOCK = "lock";
  private static final String STATE = "state";
  private static final String SEGMENT = ".records";
  private static final String FILE = ".file";

  /**
   * What this process holds. A POSIX lock is lost as soon as its process closes the file anywhere,
   * so the file of a lock that is held must not be opened a second time.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** Opened though another loader of this class holds the lock: never closed, for that reason. */
  private static final Set<FileChannel> HELD_ELSEWHERE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lockFile;
  private final MappedByteBuffer state;
  private final Head head;
  private final AtomicLong files = new AtomicLong();

  private SpoolFolder(Path path, FileChannel lockFile, MappedByteBuffer state, Head head) {
    this.path = path;
    this.lockFile = lockFile;
    this.state = state;
    this.head = head;
  }

  /**
   * A new folder below {@code root}. It gets its name when it is whole and locked, so that nobody
   * takes it for one that a dead process left.
   */
  static SpoolFolder create(Path root, Head.Start start) throws IOException {
    Files.createDirectories(root);
    Path unnamed = Files.createDirectory(root.resolve(start.stream() + NEW));
    Path path = root.resolve(start.stream()).toAbsolutePath().normalize();
    HELD.add(path);
    FileChannel lockFile = openLock(unnamed);
    try {
      if (lockFile.tryLock() == null) {
        throw new IOException("somebody else holds " + unnamed);
      }
      new Head(unnamed, start).save();
      SpoolFolder made = new SpoolFolder(path, lockFile, state(unnamed), new Head(path, start));
      Files.move(unnamed, path);
      return made;
    } catch (IOException | RuntimeException | Error failure) {
      remove(unnamed);
      lockFile.close();
      HELD.remove(path);
      throw failure;
    }
  }

  private static void remove(Path folder) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        if (!file.endsWith(LOCK)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException none) {
      return;
    }
    Files.deleteIfExists(folder.resolve(LOCK));
    Files.deleteIfExists(folder);
  }

  /** Those below {@code root}, whether somebody works on them or not. */
  public static List<Path> left(Path root) throws IOException {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root)) {
      for (Path folder : all) {
        boolean whole = !folder.getFileName().toString().endsWith(NEW);
        if (whole && Files.exists(folder.resolve(Head.FILE))) {
          folders.add(folder);
        }
      }
    } catch (NoSuchFileException none) {
      return List.of();
    }
    return folders;
  }

  /** Takes over what another process has left; empty when somebody works on it. */
  static Optional<SpoolFolder> take(Path given) throws IOException {
    Path path = given.toAbsolutePath().normalize();
    if (!HELD.add(path)) {
      return Optional.empty();
    }
    FileChannel lockFile = openLock(path);
    boolean taken = false;
    try {
      FileLock lock = lockFile.tryLock();
      if (lock == null || !Files.exists(path.resolve(Head.FILE))) {
        return Optional.empty();
      }
      SpoolFolder folder = new SpoolFolder(path, lockFile, state(path), Head.read(path));
      taken = true;
      return Optional.of(folder);
    } catch (OverlappingFileLockException elsewhere) {
      HELD_ELSEWHERE.add(lockFile);
      taken = true;
      return Optional.empty();
    } finally {
      if (!taken) {
        lockFile.close();
        HELD.remove(path);
      }
    }
  }

  private static FileChannel openLock(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static MappedByteBuffer state(Path folder) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(STATE),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      if (channel.size() < Long.BYTES) {
        channel.write(ByteBuffer.allocate(Long.BYTES), 0);
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
    }
  }

  /** What it is of. */
  public Head head() {
    return head;
  }

  /** The number up to which the server has all; survives the process. */
  long durable() {
    return state.getLong(0);
  }

  void setDurable(long number) {
    state.putLong(0, number);
  }

  Path segment(long number) {
    return path.resolve(String.format("%08d%s", number, SEGMENT));
  }

  /** The segments that there are, in their order. */
  List<Path> segments() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(path, "*" + SEGMENT)) {
      all.forEach(found::add);
    }
    found.sort(null);
    return found;
  }

  /** Copies bytes into the folder, onto the disk; a record must name them. */
  public StoredFile store(InputStream from) throws IOException {
    Path file = path.resolve(String.format("%08d%s", files.incrementAndGet(), FILE));
    try {
      return StoredFile.copy(from, file);
    } catch (IOException | RuntimeException failure) {
      Files.deleteIfExists(file);
      throw failure;
    }
  }

  /** Where a file lies that was stored. */
  public Path file(String name) {
    return path.resolve(Path.of(name).getFileName());
  }

  /** Removes all of it, and lets go of it. */
  void delete() throws IOException {
    remove(path);
    close();
  }

  /** Lets go of it and leaves it for later. */
  @Override
  public synchronized void close() throws IOException {
    if (lockFile.isOpen()) {
      lockFile.close();
      HELD.remove(path);
    }
  }
}
