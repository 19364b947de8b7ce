package dev.modelyard.server.blobs;

/**
 * A client's parts do not make a blob: one is missing, too small or out of order, or the upload is
 * over. The message may be sent to the client.
 */
public final class PartsRefusedException extends RuntimeException {
  public PartsRefusedException(String message) {
    super(message);
  }
}
