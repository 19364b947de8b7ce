package dev.modelyard.server.blobs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A blob of a few bytes by which a store shows whether it works. It stays until it is deleted. */
final class Probe {
  private Probe() {}

  /** Whether the store gives back what is written to it. */
  static boolean comesBack(Blobs blobs, UUID id) {
    byte[] bytes = id.toString().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer seen = ByteBuffer.allocate(bytes.length);
    try {
      blobs.write(id, new ByteArrayInputStream(bytes), bytes.length);
      blobs.read(id, 0, bytes.length, seen::put);
    } catch (IOException impossible) {
      throw new IllegalStateException("Bytes in memory cannot fail to be read", impossible);
    }
    return seen.flip().equals(ByteBuffer.wrap(bytes));
  }
}
