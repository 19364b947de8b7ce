package dev.modelyard.client.wire;

import dev.modelyard.client.spool.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;

/** Files on their way from a server. Thread-safe. */
public final class Downloads {
  /** A file may be large; a connection that says nothing for long is cut by the server. */
  private static final Duration DEADLINE = Duration.ofHours(6);

  private final Http http;

  Downloads(Http http) {
    this.http = http;
  }

  /** Writes what lies at a path into a new file, onto the disk; gives its SHA-256 as hex digits. */
  public String get(String path, Path file) throws IOException {
    MessageDigest digest = StoredFile.newSha256();
    Http.Answer answer;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      answer = http.download(path, bytes -> write(bytes, channel, digest), DEADLINE);
      channel.force(true);
    } catch (IOException failure) {
      Files.deleteIfExists(file);
      throw failure;
    }
    if (answer.status() / 100 != 2) {
      Files.delete(file);
      throw ServerFailure.of(answer);
    }
    return StoredFile.hex(digest.digest());
  }

  private static void write(ByteBuffer bytes, FileChannel channel, MessageDigest digest)
      throws IOException {
    digest.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
