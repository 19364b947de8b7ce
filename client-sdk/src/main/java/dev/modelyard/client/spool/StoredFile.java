package dev.modelyard.client.spool;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.client.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A file that waits in a spool: its name there, its size and its SHA-256. */
public final class StoredFile {
  private final String name;
  private final long size;
  private final String sha256;

  private StoredFile(String name, long size, String sha256) {
    this.name = name;
    this.size = size;
    this.sha256 = sha256;
  }

  static StoredFile copy(InputStream from, Path to) throws IOException {
    MessageDigest digest = newSha256();
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    try (FileChannel channel =
        FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        digest.update(buffer, 0, n);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        size += n;
      }
      channel.force(true);
    }
    return new StoredFile(to.getFileName().toString(), size, hex(digest.digest()));
  }

  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /** As hex digits. */
  public static String hex(byte[] digest) {
    StringBuilder hex = new StringBuilder();
    for (byte b : digest) {
      hex.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return hex.toString();
  }

  public static StoredFile of(Json json) {
    return new StoredFile(
        json.get("file").text(""), json.get("size").number(0), json.get("sha256").text(""));
  }

  /** Writes its fields into an object. */
  public void writeTo(JsonGenerator out) throws IOException {
    out.writeStringField("file", name);
    out.writeNumberField("size", size);
    out.writeStringField("sha256", sha256);
  }

  public String name() {
    return name;
  }

  public long size() {
    return size;
  }

  /** As hex digits. */
  public String sha256() {
    return sha256;
  }
}
