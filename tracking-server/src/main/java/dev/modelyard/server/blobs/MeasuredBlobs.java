package dev.modelyard.server.blobs;

import dev.modelyard.server.measure.StoreMeasures;
import dev.modelyard.server.measure.StoreMeasures.Operation;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * A store that tells how long it takes. Time in which it waits for its caller, for bytes that come
 * or for bytes to be taken, is not counted, nor is what ends by their own fault: a slow client is
 * not a slow store.
 */
public final class MeasuredBlobs implements Blobs {
  private final Blobs blobs;
  private final StoreMeasures measures;

  public MeasuredBlobs(Blobs blobs, StoreMeasures measures) {
    this.blobs = blobs;
    this.measures = measures;
  }

  @Override
  public void write(UUID id, InputStream in, long length) throws IOException {
    Watch watch = new Watch(Operation.WRITE);
    try {
      blobs.write(id, watch.timed(in), length);
      watch.ended(true);
    } catch (BlobStoreException failure) {
      watch.ended(false);
      throw failure;
    } finally {
      measures.wrote(watch.bytes);
    }
  }

  @Override
  public void read(UUID id, long offset, long length, Sink sink) throws IOException {
    Watch watch = new Watch(Operation.READ);
    try {
      blobs.read(id, offset, length, watch.timed(sink));
      watch.ended(true);
    } catch (BlobStoreException failure) {
      watch.ended(false);
      throw failure;
    } finally {
      measures.read(watch.bytes);
    }
  }

  @Override
  public InputStream open(UUID id, long size) throws IOException {
    Watch watch = new Watch(Operation.OPEN);
    try {
      InputStream in = blobs.open(id, size);
      watch.ended(true);
      return in;
    } catch (BlobStoreException failure) {
      watch.ended(false);
      throw failure;
    }
  }

  @Override
  public void delete(UUID id) {
    Watch watch = new Watch(Operation.DELETE);
    try {
      blobs.delete(id);
      watch.ended(true);
    } catch (BlobStoreException failure) {
      watch.ended(false);
      throw failure;
    }
  }

  @Override
  public void check() {
    blobs.check();
  }

  @Override
  public Optional<DirectTransfers> direct() {
    return blobs.direct();
  }

  @Override
  public void close() {
    blobs.close();
  }

  /** Times one operation of one thread. */
  private final class Watch {
    private final Operation operation;
    private final long start = System.nanoTime();
    private long callers;
    private long bytes;

    Watch(Operation operation) {
      this.operation = operation;
    }

    InputStream timed(InputStream in) {
      return new FilterInputStream(in) {
        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          long before = System.nanoTime();
          try {
            int count = in.read(buffer, offset, length);
            bytes += Math.max(0, count);
            return count;
          } finally {
            callers += System.nanoTime() - before;
          }
        }
      };
    }

    Sink timed(Sink sink) {
      return (ByteBuffer piece) -> {
        long before = System.nanoTime();
        int count = piece.remaining();
        try {
          sink.write(piece);
          bytes += count;
        } finally {
          callers += System.nanoTime() - before;
        }
      };
    }

    void ended(boolean success) {
      measures.ended(operation, success, System.nanoTime() - start - callers);
    }
  }
}
