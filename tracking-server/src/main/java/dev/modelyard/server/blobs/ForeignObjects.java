package dev.modelyard.server.blobs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Objects that clients keep in stores of their own, of which the operator lets this server read
 * some. Nothing is ever written. Whether a place is allowed is looked at in each call. Thread-safe.
 */
public interface ForeignObjects extends AutoCloseable {
  /** Where no place is allowed. */
  ForeignObjects NONE = new NoForeignObjects();

  /** What is known of an object before a byte is read. */
  record Found(long size, String etag, long modified) {}

  /**
   * What lies directly in a folder.
   *
   * @param size in bytes, -1 of a folder
   */
  record Child(String name, long size) {}

  /** Those below the allowed locations. */
  static ForeignObjects below(List<BlobLocation.S3> allowed) {
    return allowed.isEmpty() ? NONE : new S3ForeignObjects(allowed);
  }

  /** Whether the server may read what {@code uri} names. */
  boolean allows(String uri);

  /** What lies in the folder of an allowed URI, by name; nothing when there is no such folder. */
  List<Child> list(String uri);

  /** The object of an allowed URI. */
  Optional<Found> find(String uri);

  /** Gives bytes of the object of an allowed URI to {@code sink}, in order. */
  void read(String uri, long offset, long length, Blobs.Sink sink) throws IOException;

  @Override
  void close();
}
