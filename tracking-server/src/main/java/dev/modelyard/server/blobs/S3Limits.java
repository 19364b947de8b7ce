package dev.modelyard.server.blobs;

import java.time.Duration;

/**
 * Sizes and times that decide how bytes go to S3; tests make them small.
 *
 * @param bufferedBytes up to here a blob is held in memory, so that a failed request can be sent
 *     again
 * @param singleBytes up to here one request takes a blob
 * @param partBytes of a blob whose length nobody knows
 * @param partBuffers how many such parts are held in memory, over all uploads
 * @param patience how long S3 may keep us waiting for the next byte
 */
record S3Limits(
    int bufferedBytes, long singleBytes, int partBytes, int partBuffers, Duration patience) {
  private static final int MIB = 1 << 20;

  /** S3 takes 5 GiB at once, 10,000 parts, and none but the last below 5 MiB. */
  static final long MOST_PARTS = 10_000;

  static final S3Limits DEFAULT =
      new S3Limits(
          512 * 1024, 5L << 30, 8 * MIB, buffersOfAQuarterOfTheHeap(), Duration.ofSeconds(30));

  private static int buffersOfAQuarterOfTheHeap() {
    return (int) Math.max(2, Math.min(64, Runtime.getRuntime().maxMemory() / 4 / (8 * MIB)));
  }
}
