package dev.modelyard.server.blobs;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Brings a caller's stream to S3, which wants to know every length beforehand. A small blob is held
 * in memory; one of known length goes through as it comes; one of unknown length goes in parts, for
 * which there is a fixed number of buffers: whoever finds none waits, and so does his client.
 */
final class S3Uploads {
  private static final Logger log = LoggerFactory.getLogger(S3Uploads.class);

  private final S3Bucket bucket;
  private final S3Limits limits;
  private final Semaphore partsInMemory;
  private final Buffers<byte[]> partBuffers;

  S3Uploads(S3Bucket bucket, S3Limits limits) {
    this.bucket = bucket;
    this.limits = limits;
    partsInMemory = new Semaphore(limits.partBuffers(), true);
    partBuffers = new Buffers<>(limits.partBuffers(), () -> new byte[limits.partBytes()]);
  }

  void write(String key, InputStream in, long length) throws IOException {
    if (length > limits.singleBytes()) {
      inParts(key, uploadId -> streamed(key, uploadId, in, length));
    } else if (length > limits.bufferedBytes()) {
      bucket.put(key, S3Body.passing(in, length));
    } else {
      writeSmallOrUnknown(key, in, length);
    }
  }

  private void writeSmallOrUnknown(String key, InputStream in, long length) throws IOException {
    byte[] start = in.readNBytes(length < 0 ? limits.bufferedBytes() : (int) length);
    if (length >= 0 || start.length < limits.bufferedBytes()) {
      bucket.put(key, S3Body.held(start, start.length));
    } else {
      InputStream all = new SequenceInputStream(new ByteArrayInputStream(start), in);
      inParts(key, uploadId -> buffered(key, uploadId, all));
    }
  }

  @FunctionalInterface
  private interface Parts {
    List<CompletedPart> send(String uploadId) throws IOException;
  }

  private void inParts(String key, Parts parts) throws IOException {
    String uploadId = bucket.begin(key);
    boolean complete = false;
    try {
      bucket.complete(key, uploadId, parts.send(uploadId));
      complete = true;
    } finally {
      if (!complete) {
        abort(key, uploadId);
      }
    }
  }

  /** What cannot be aborted now is found by the next delete. */
  private void abort(String key, String uploadId) {
    try {
      bucket.abort(key, uploadId);
    } catch (BlobStoreException left) {
      log.warn("Parts of a failed upload are left: {}", left.getMessage());
    }
  }

  private List<CompletedPart> streamed(String key, String uploadId, InputStream in, long length)
      throws IOException {
    long partLength = Math.max(limits.singleBytes() / 5, length / S3Limits.MOST_PARTS + 1);
    List<CompletedPart> parts = new ArrayList<>();
    for (long sent = 0; sent < length; sent += partLength) {
      S3Body part = S3Body.passing(in, Math.min(partLength, length - sent));
      parts.add(bucket.part(key, uploadId, parts.size() + 1, part));
    }
    return parts;
  }

  private List<CompletedPart> buffered(String key, String uploadId, InputStream in)
      throws IOException {
    List<CompletedPart> parts = new ArrayList<>();
    boolean more = true;
    while (more) {
      int number = parts.size() + 1;
      if (number > S3Limits.MOST_PARTS) {
        throw new BlobStoreException(
            Kind.UNAVAILABLE,
            "%s is longer than %d parts of %d bytes: send it with its length"
                .formatted(key, S3Limits.MOST_PARTS, limits.partBytes()));
      }
      waitForRoom(key);
      byte[] buffer = partBuffers.take();
      try {
        int count = in.readNBytes(buffer, 0, buffer.length);
        if (count > 0) {
          parts.add(bucket.part(key, uploadId, number, S3Body.held(buffer, count)));
        }
        more = count == buffer.length;
      } finally {
        partBuffers.giveBack(buffer);
        partsInMemory.release();
      }
    }
    return parts;
  }

  private void waitForRoom(String key) {
    long seconds = 2 * limits.patience().toSeconds();
    try {
      if (partsInMemory.tryAcquire(seconds, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    throw new BlobStoreException(
        Kind.UNAVAILABLE,
        "%s found none of %d part buffers free in %d s: too many uploads without a length at once"
            .formatted(key, limits.partBuffers(), seconds));
  }
}
