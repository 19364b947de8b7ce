package dev.modelyard.server.testing;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Random;
import java.util.zip.CRC32;

/** Makes page tokens as a forger would, with a right checksum. */
public final class ForgedTokens {
  /** Format and fingerprint, without which a token is refused at once, and the checksum. */
  private static final int HEAD = 17;

  private static final int CHECKSUM = Integer.BYTES;

  private ForgedTokens() {}

  /** The bytes as a token, their last four made to be the checksum of the others. */
  public static String withChecksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, bytes.length - CHECKSUM);
    ByteBuffer.wrap(bytes).putInt(bytes.length - CHECKSUM, (int) crc.getValue());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A token that differs from a good one in one to three bytes of its values. */
  public static String changed(byte[] good, Random random) {
    byte[] forged = good.clone();
    for (int j = random.nextInt(3); j >= 0; j--) {
      forged[HEAD + random.nextInt(forged.length - HEAD - CHECKSUM)] = oddByte(random);
    }
    return withChecksum(forged);
  }

  private static byte oddByte(Random random) {
    byte[] odd = {0, 1, 2, 3, -1, 127, -128, '-', 'L', 'D', 'T', (byte) random.nextInt()};
    return odd[random.nextInt(odd.length)];
  }
}
