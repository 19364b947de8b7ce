package dev.modelyard.server.artifacts.intake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests that every Java has, each call a new one. */
public final class Digests {
  private Digests() {}

  public static MessageDigest sha256() {
    return of("SHA-256");
  }

  static MessageDigest of(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has " + algorithm, e);
    }
  }
}
