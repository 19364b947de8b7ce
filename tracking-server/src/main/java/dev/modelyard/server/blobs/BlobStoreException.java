package dev.modelyard.server.blobs;

/**
 * The store of bytes could not do what was asked. The message is for the operator: it may name
 * folders and buckets, so it is logged and never sent to a caller.
 */
public final class BlobStoreException extends RuntimeException {
  /** What kind of trouble it is: what a caller may be told. */
  public enum Kind {
    /** No room is left; it may pass. */
    FULL,
    /** The store is away, slow or refuses us; it may pass. */
    UNAVAILABLE,
    /** The store lacks bytes that it acknowledged: they were lost or taken away. */
    MISSING
  }

  private final Kind kind;

  public BlobStoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public BlobStoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
