package dev.modelyard.server.search;

import dev.modelyard.server.error.ApiException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;

/** Makes page tokens as a forger would, with a right checksum. */
final class Sealed {
  private Sealed() {}

  static String withChecksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, bytes.length - Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, (int) crc.getValue());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static boolean isRefused(Runnable decoding) {
    try {
      decoding.run();
      return false;
    } catch (ApiException refused) {
      return true;
    }
  }
}
