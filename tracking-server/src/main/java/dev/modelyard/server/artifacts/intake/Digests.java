package dev.modelyard.server.artifacts.intake;

import dev.modelyard.server.blobs.Blobs;
import dev.modelyard.server.wire.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Digests that every Java has, each call a new one, and what they say of blobs. */
public final class Digests {
  private Digests() {}

  /**
   * The SHA-256 of a blob of {@code size} bytes as it lies in the store.
   *
   * @throws dev.modelyard.server.blobs.BlobStoreException when the store lacks the blob or any byte
   */
  public static byte[] ofBlob(Blobs blobs, UUID id, long size) {
    MessageDigest sha256 = Sha256.digest();
    try {
      blobs.read(id, 0, size, sha256::update);
    } catch (IOException impossible) {
      throw new UncheckedIOException("a digest does no I/O", impossible);
    }
    return sha256.digest();
  }

  static MessageDigest of(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has " + algorithm, e);
    }
  }
}
