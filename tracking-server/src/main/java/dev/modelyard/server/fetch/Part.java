package dev.modelyard.server.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A file that is being fetched: what has come of it lies on the disk, and its digest is kept. */
final class Part implements ModelServer.Receiver, AutoCloseable {
  private final ManifestFile file;
  private final Path path;
  private final Progress progress;
  private final FileChannel channel;
  private MessageDigest digest = Digests.sha256();
  private long size;
  private boolean resumed;

  private Part(ManifestFile file, Path path, Progress progress) throws IOException {
    this.file = file;
    this.path = path;
    this.progress = progress;
    if (Files.exists(path)) {
      size = Digests.add(path, digest);
      resumed = size > 0;
      progress.found(size);
    }
    channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Takes up what an earlier fetch has left at {@code path}. */
  static Part open(ManifestFile file, Path path, Progress progress) {
    try {
      Part part = new Part(file, path, progress);
      if (part.size > file.size()) {
        part.fromStart();
      }
      return part;
    } catch (IOException failure) {
      throw FetchException.local("write " + path, failure);
    }
  }

  /** How many bytes are there. */
  long size() {
    return size;
  }

  boolean isWhole() {
    return size == file.size();
  }

  /** Whether some bytes are those of an earlier fetch, which may have been spoiled since. */
  boolean isResumed() {
    return resumed;
  }

  boolean isAsPromised() {
    return isWhole() && HexFormat.of().formatHex(digest.digest()).equals(file.sha256());
  }

  @Override
  public void fromStart() {
    if (size == 0) {
      return;
    }
    try {
      channel.truncate(0);
    } catch (IOException failure) {
      throw FetchException.local("write " + path, failure);
    }
    progress.found(-size);
    digest = Digests.sha256();
    size = 0;
    resumed = false;
  }

  @Override
  public void take(byte[] bytes, int length) {
    if (length > file.size() - size) {
      throw FetchException.spoiled(
          "The server sent more than the %d bytes of '%s' that it promised"
              .formatted(file.size(), file.path()));
    }
    try {
      ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
      while (rest.hasRemaining()) {
        channel.write(rest, size + rest.position());
      }
    } catch (IOException failure) {
      throw FetchException.local("write " + path, failure);
    }
    digest.update(bytes, 0, length);
    size += length;
    progress.add(length);
  }

  /** Returns when the bytes would survive a crash of the machine. */
  void force() {
    try {
      channel.force(true);
    } catch (IOException failure) {
      throw FetchException.local("write " + path, failure);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw FetchException.local("write " + path, failure);
    }
  }
}
