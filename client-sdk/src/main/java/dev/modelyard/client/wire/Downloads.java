package dev.modelyard.client.wire;

import dev.modelyard.client.spool.StoredFile;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files on their way from a server. Thread-safe. */
public final class Downloads {
  /** A file may be large; a connection that says nothing for long is cut by the server. */
  private static final Duration DEADLINE = Duration.ofHours(6);

  private static final Pattern SHA_256 =
      Pattern.compile("(?i)(?:^|,)\\s*sha-256=:([A-Za-z0-9+/=]+):");

  private final Http http;

  Downloads(Http http) {
    this.http = http;
  }

  /**
   * Writes what lies at a path into a new file, onto the disk; gives its SHA-256 as hex digits.
   * Leaves no file when that fails, or when the server's answer names another digest.
   */
  public String get(String path, Path file) throws IOException {
    MessageDigest digest = StoredFile.newSha256();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Http.Answer answer = http.download(path, bytes -> write(bytes, channel, digest), DEADLINE);
      if (answer.status() / 100 != 2) {
        throw ServerFailure.of(answer);
      }
      byte[] sha256 = digest.digest();
      check(sha256, answer.headers());
      channel.force(true);
      return StoredFile.hex(sha256);
    } catch (IOException failure) {
      Files.deleteIfExists(file);
      throw failure;
    }
  }

  /** Refuses other bytes than those that the server means, where it says so as RFC 9530 does. */
  private static void check(byte[] sha256, HttpHeaders headers) throws IOException {
    String actual = Base64.getEncoder().encodeToString(sha256);
    for (String name : List.of("Repr-Digest", "Content-Digest")) {
      for (String value : headers.allValues(name)) {
        Matcher claimed = SHA_256.matcher(value);
        if (claimed.find() && !claimed.group(1).equals(actual)) {
          throw new IOException("the bytes that came are not those of the server's " + name);
        }
      }
    }
  }

  private static void write(ByteBuffer bytes, FileChannel channel, MessageDigest digest)
      throws IOException {
    digest.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
