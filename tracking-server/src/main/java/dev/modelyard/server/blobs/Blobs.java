package dev.modelyard.server.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * Immutable bytes under ids that the server makes, each written once. Which blobs there are, and
 * what they are called, is kept in the database; this only moves bytes. Memory does not grow with
 * their size. Thread-safe.
 *
 * <p>Every failure of the store itself is a {@link BlobStoreException}; an {@link IOException} of
 * the caller's own stream or sink passes through as it is.
 */
public interface Blobs extends AutoCloseable {

  /** Takes bytes as they are read. The buffer is the sink's only until it returns. */
  @FunctionalInterface
  interface Sink {
    void write(ByteBuffer bytes) throws IOException;
  }

  /**
   * Stores all that {@code in} gives. When this returns the bytes are durable; until then, and when
   * it fails, nothing can be read under {@code id}, and {@link #delete} removes what is left.
   *
   * @param length how many bytes will come, -1 when nobody knows; the stream is trusted to give no
   *     other number
   */
  void write(UUID id, InputStream in, long length) throws IOException;

  /**
   * Gives {@code length} bytes from {@code offset} on to {@code sink}, in order.
   *
   * @throws BlobStoreException when the store lacks the blob or some of those bytes
   */
  void read(UUID id, long offset, long length, Sink sink) throws IOException;

  /**
   * As {@link #read}, of a whole blob of {@code size} bytes, for whom it is handier to pull.
   *
   * @throws BlobStoreException when the store lacks the blob; also thrown by the stream's reads
   */
  InputStream open(UUID id, long size) throws IOException;

  /** Removes a blob, whatever was begun under its id included; it may be gone already. */
  void delete(UUID id);

  /**
   * Whether the store can be written to, read from and deleted from now.
   *
   * @throws BlobStoreException that says what is wrong and what would mend it
   */
  void check();

  /** The way past this server, where clients may take it. */
  default Optional<DirectTransfers> direct() {
    return Optional.empty();
  }

  /** Lets go of connections and threads. */
  @Override
  void close();
}
