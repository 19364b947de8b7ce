package dev.modelyard.server.fetch;

/** The server no longer has what the manifest said: a newer manifest is needed. */
final class Changed extends Exception {
  Changed(String message) {
    super(message, null, false, false);
  }

  /** The message, never null: all who make one give it. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
