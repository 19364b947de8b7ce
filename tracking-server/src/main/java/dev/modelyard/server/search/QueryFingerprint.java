package dev.modelyard.server.search;

import dev.modelyard.server.wire.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What query a page token belongs to: a hash of all that decides which rows come in which order.
 */
public final class QueryFingerprint {
  static final int LENGTH = 16;

  private final byte[] hash;

  private QueryFingerprint(byte[] hash) {
    this.hash = hash;
  }

  /**
   * Parts count by place: pass the same ones in the same order, an empty text for an absent one.
   */
  public static QueryFingerprint of(String... parts) {
    MessageDigest digest = Sha256.digest();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    return new QueryFingerprint(Arrays.copyOf(digest.digest(), LENGTH));
  }

  void writeTo(ByteBuffer out) {
    out.put(hash);
  }

  boolean isNextIn(ByteBuffer in) {
    byte[] other = new byte[LENGTH];
    in.get(other);
    return Arrays.equals(hash, other);
  }
}
