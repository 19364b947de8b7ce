package dev.modelyard.server.blobs;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs as files in a folder, spread over 256 shards. One level is enough: ten million blobs are
 * 40,000 a shard. All shards are made at the start, so that a write has only its own shard to force
 * to the disk. Several servers may share the folder.
 */
final class LocalBlobs implements Blobs {
  private static final Logger log = LoggerFactory.getLogger(LocalBlobs.class);
  private static final int SHARDS = 256;
  private static final int BUFFER_BYTES = 128 * 1024;
  private static final int BUFFERS_KEPT = 32;
  // With less room than this, a failed write is put down to it, however the system words it.
  private static final long NO_ROOM_BYTES = 1 << 20;

  // Streams give bytes to the heap; the kernel takes and gives them outside without another copy.
  private final Buffers<byte[]> heap = new Buffers<>(BUFFERS_KEPT, () -> new byte[BUFFER_BYTES]);
  private final Buffers<ByteBuffer> direct =
      new Buffers<>(BUFFERS_KEPT, () -> ByteBuffer.allocateDirect(BUFFER_BYTES));
  private final Path folder;
  private final boolean posix;

  /**
   * Makes the folder and its shards where they are absent, closed to other users.
   *
   * @throws BlobStoreException when that is impossible
   */
  LocalBlobs(Path folder) {
    this.folder = folder.toAbsolutePath();
    posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    attempt(Act.MADE, this.folder, this::makeFolders);
  }

  @Override
  public void write(UUID id, InputStream in, long length) throws IOException {
    Path whole = path(id);
    Path part = part(whole);
    FileChannel file = attempt(Act.WRITTEN, part, () -> create(part));
    boolean durable = false;
    try {
      copy(in, file, part);
      attempt(Act.WRITTEN, whole, () -> complete(file, part, whole));
      durable = true;
    } finally {
      if (!durable) {
        discard(file, part, whole);
      }
    }
  }

  @Override
  public void read(UUID id, long offset, long length, Sink sink) throws IOException {
    Path path = path(id);
    FileChannel file = attempt(Act.READ, path, () -> open(path));
    ByteBuffer buffer = direct.take();
    try {
      long position = offset;
      long end = offset + length;
      while (position < end) {
        position += readSome(file, path, position, end, buffer);
        sink.write(buffer.flip());
      }
    } finally {
      direct.giveBack(buffer);
      closeQuietly(file);
    }
  }

  @Override
  public InputStream open(UUID id, long size) {
    Path path = path(id);
    return attempt(
        Act.READ,
        path,
        () -> {
          FileChannel file = open(path);
          if (file.size() < size) {
            file.close();
            throw new BlobStoreException(Kind.MISSING, path + " is shorter than it was");
          }
          return new StoreStream(Channels.newInputStream(file), path.toString());
        });
  }

  /** Not forced to the disk: after a power cut the file may be back, and only costs its room. */
  @Override
  public void delete(UUID id) {
    Path path = path(id);
    attempt(
        Act.DELETED,
        path,
        () -> {
          requireShard(path);
          Files.deleteIfExists(path);
          return Files.deleteIfExists(part(path));
        });
  }

  @Override
  public void check() {
    UUID probe = UUID.randomUUID();
    boolean works = Probe.comesBack(this, probe);
    delete(probe);
    if (!works) {
      throw new BlobStoreException(
          Kind.UNAVAILABLE, folder + " gives other bytes than were written: examine its disk");
    }
  }

  @Override
  public void close() {}

  private Path makeFolders() throws IOException {
    FileAttribute<?>[] onlyOwner = permissions("rwx------");
    if (!Files.isDirectory(folder)) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new NotDirectoryException(folder.toString());
      }
      Files.createDirectories(parent);
      Files.createDirectory(folder, onlyOwner);
      forceFolder(parent);
    }
    for (int shard = 0; shard < SHARDS; shard++) {
      Path path = folder.resolve(HexFormat.of().toHexDigits((byte) shard));
      if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(path, onlyOwner);
      }
      requireFolder(path);
    }
    forceFolder(folder);
    return folder;
  }

  private FileChannel create(Path part) throws IOException {
    requireShard(part);
    return FileChannel.open(
        part,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        permissions("rw-------"));
  }

  private FileChannel open(Path path) throws IOException {
    requireShard(path);
    return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  private void copy(InputStream in, FileChannel file, Path part) throws IOException {
    byte[] near = heap.take();
    ByteBuffer far = direct.take();
    try {
      int count = in.readNBytes(near, 0, BUFFER_BYTES);
      while (count > 0) {
        far.clear().put(near, 0, count).flip();
        attempt(Act.WRITTEN, part, () -> writeAll(file, far));
        count = count < BUFFER_BYTES ? 0 : in.readNBytes(near, 0, BUFFER_BYTES);
      }
    } finally {
      heap.giveBack(near);
      direct.giveBack(far);
    }
  }

  private static int writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
    int written = 0;
    while (bytes.hasRemaining()) {
      written += file.write(bytes);
    }
    return written;
  }

  /** Bytes first, then their name, then the folder that holds the name. */
  private Path complete(FileChannel file, Path part, Path whole) throws IOException {
    file.force(true);
    file.close();
    Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(shard(whole));
    return whole;
  }

  private int readSome(FileChannel file, Path path, long from, long end, ByteBuffer buffer) {
    buffer.clear().limit((int) Math.min(BUFFER_BYTES, end - from));
    int count = attempt(Act.READ, path, () -> file.read(buffer, from));
    if (count < 0) {
      throw new BlobStoreException(
          Kind.MISSING,
          "%s ends at byte %d and should reach byte %d: bytes that were stored have been lost"
              .formatted(path, from, end));
    }
    return count;
  }

  /** Gives the room back. What cannot be removed now is found by the next delete. */
  private static void discard(FileChannel file, Path part, Path whole) {
    closeQuietly(file);
    try {
      Files.deleteIfExists(part);
      Files.deleteIfExists(whole);
    } catch (IOException left) {
      log.warn("{} is left of a failed write", part, left);
    }
  }

  private static void closeQuietly(FileChannel file) {
    try {
      file.close();
    } catch (IOException closed) {
      log.debug("A file did not close", closed);
    }
  }

  private void forceFolder(Path path) throws IOException {
    // Other systems than POSIX ones do not open a folder as a file.
    if (posix) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private FileAttribute<?>[] permissions(String rights) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
        }
        : new FileAttribute<?>[0];
  }

  private Path path(UUID id) {
    return folder.resolve(BlobName.of(id));
  }

  /** The name while it is written: made from the id, so that whoever knows that finds it. */
  private static Path part(Path path) {
    return path.resolveSibling(path.getFileName() + ".part");
  }

  private Path shard(Path path) {
    Path shard = path.getParent();
    return shard == null ? folder : shard;
  }

  private void requireShard(Path path) throws IOException {
    requireFolder(shard(path));
  }

  /** A folder and no link to one: somebody else would say where our bytes go. */
  private static void requireFolder(Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(path.toString());
    }
  }

  private enum Act {
    MADE("made", true),
    WRITTEN("written", true),
    READ("read", false),
    DELETED("deleted", false);

    private final String done;
    private final boolean takesRoom;

    Act(String done, boolean takesRoom) {
      this.done = done;
      this.takesRoom = takesRoom;
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T attempt(Act act, Path path, Work<T> work) {
    try {
      return work.run();
    } catch (IOException failure) {
      throw explained(act, path, failure);
    }
  }

  private BlobStoreException explained(Act act, Path path, IOException failure) {
    String what = "%s could not be %s (%s)".formatted(path, act.done, failure);
    if (failure instanceof NoSuchFileException && act == Act.READ) {
      return new BlobStoreException(
          Kind.MISSING, what + ": bytes that were stored have been lost", failure);
    }
    if (failure instanceof NotDirectoryException) {
      return new BlobStoreException(
          Kind.UNAVAILABLE,
          what + ": it must be a folder and no link; is the disk of " + folder + " mounted?",
          failure);
    }
    if (act.takesRoom && isForWantOfRoom(failure)) {
      return new BlobStoreException(
          Kind.FULL, what + ": make room on the disk of " + folder, failure);
    }
    return new BlobStoreException(
        Kind.UNAVAILABLE,
        what + ": the server's user must be able to read and write all of " + folder,
        failure);
  }

  private boolean isForWantOfRoom(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("No space left") || message.contains("quota exceeded")) {
      return true;
    }
    try {
      return Files.getFileStore(folder).getUsableSpace() < NO_ROOM_BYTES;
    } catch (IOException unknown) {
      return false;
    }
  }
}
