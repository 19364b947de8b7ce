package dev.modelyard.server.blobs;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Blobs as objects in a bucket. None of their bytes ever lies on a disk of this machine. */
final class S3Blobs implements Blobs {
  private static final Logger log = LoggerFactory.getLogger(S3Blobs.class);
  private static final int BUFFER_BYTES = 128 * 1024;
  private static final int BUFFERS_KEPT = 32;
  private static final int FRUITLESS_READS = 3;

  private final Buffers<byte[]> buffers = new Buffers<>(BUFFERS_KEPT, () -> new byte[BUFFER_BYTES]);
  private final BlobLocation.S3 location;
  private final S3Connection connection;
  private final S3Bucket bucket;
  private final S3Uploads uploads;

  S3Blobs(BlobLocation.S3 location, S3Limits limits) {
    this.location = location;
    connection = new S3Connection(location, limits);
    bucket = new S3Bucket(location, connection, limits.patience());
    uploads = new S3Uploads(bucket, limits);
  }

  @Override
  public void write(UUID id, InputStream in, long length) throws IOException {
    uploads.write(bucket.key(id), in, length);
  }

  @Override
  public void read(UUID id, long offset, long length, Sink sink) throws IOException {
    String key = bucket.key(id);
    if (length == 0) {
      // There is no range of no bytes to ask for.
      requireBytes(key, bucket.size(key), offset);
      return;
    }
    byte[] buffer = buffers.take();
    try {
      readAll(key, offset, offset + length, sink, buffer);
    } finally {
      buffers.giveBack(buffer);
    }
  }

  @Override
  public InputStream open(UUID id, long size) {
    String key = bucket.key(id);
    return size == 0
        ? InputStream.nullInputStream()
        : new StoreStream(bucket.get(key, 0, size - 1), location + key);
  }

  @Override
  public void delete(UUID id) {
    String key = bucket.key(id);
    bucket.uploads(key).forEach(uploadId -> bucket.abort(key, uploadId));
    bucket.delete(key);
  }

  @Override
  public void check() {
    UUID probe = UUID.randomUUID();
    String key = bucket.key(probe);
    if (!Probe.comesBack(this, probe)) {
      throw new BlobStoreException(
          Kind.UNAVAILABLE,
          location
              + " gives other bytes than were put. If the store does not know checksums behind a"
              + " body, set AWS_REQUEST_CHECKSUM_CALCULATION=when_required");
    }
    String uploadId = bucket.begin(key);
    bucket.abort(key, uploadId);
    delete(probe);
    requireTruthAboutMissing(key);
  }

  @Override
  public Optional<DirectTransfers> direct() {
    return location.direct()
        ? Optional.of(new S3DirectTransfers(location, bucket, connection.presigner()))
        : Optional.empty();
  }

  @Override
  public void close() {
    connection.close();
  }

  /** Goes on where it stopped when the line breaks, as long as that gets it further. */
  private void readAll(String key, long offset, long end, Sink sink, byte[] buffer)
      throws IOException {
    long position = offset;
    int fruitless = 0;
    while (position < end) {
      long reached = readSome(key, position, end, sink, buffer);
      fruitless = reached > position ? 0 : fruitless + 1;
      if (fruitless == FRUITLESS_READS) {
        throw new BlobStoreException(
            Kind.UNAVAILABLE,
            "s3://%s/%s broke off %d times at byte %d"
                .formatted(location.bucket(), key, fruitless, position));
      }
      position = reached;
    }
  }

  /** One request; gives the position that it reached. */
  private long readSome(String key, long from, long end, Sink sink, byte[] buffer)
      throws IOException {
    ResponseInputStream<GetObjectResponse> in = bucket.get(key, from, end - 1);
    long position = from;
    try {
      Long coming = in.response().contentLength();
      if (coming != null && coming > end - from) {
        throw new BlobStoreException(Kind.UNAVAILABLE, location + " does not heed ranges");
      }
      requireBytes(key, coming == null ? end : from + coming, end);
      while (position < end) {
        int count = receive(in, buffer, end - position);
        if (count < 0) {
          return position;
        }
        sink.write(ByteBuffer.wrap(buffer, 0, count));
        position += count;
      }
      return position;
    } finally {
      if (position == end) {
        in.close();
      } else {
        // Closing would first read what is still to come.
        in.abort();
      }
    }
  }

  private static int receive(InputStream in, byte[] buffer, long wanted) {
    try {
      return in.read(buffer, 0, (int) Math.min(buffer.length, wanted));
    } catch (IOException broken) {
      log.debug("A download broke off", broken);
      return -1;
    }
  }

  private void requireBytes(String key, long there, long wanted) {
    if (there < wanted) {
      throw new BlobStoreException(
          Kind.MISSING,
          "s3://%s/%s ends at byte %d and should reach byte %d: bytes that were stored are lost"
              .formatted(location.bucket(), key, there, wanted));
    }
  }

  /** Without the right to list, S3 answers 403 for what is not there, and loss looks like a ban. */
  private void requireTruthAboutMissing(String key) {
    boolean gone;
    try {
      gone = bucket.find(key).isEmpty();
    } catch (BlobStoreException refused) {
      throw new BlobStoreException(
          Kind.UNAVAILABLE,
          "s3:ListBucket on s3://%s: it is needed to tell a missing object from a forbidden one. %s"
              .formatted(location.bucket(), refused.getMessage()),
          refused);
    }
    if (!gone) {
      throw new BlobStoreException(
          Kind.UNAVAILABLE, location + " still has an object after its end");
    }
  }
}
