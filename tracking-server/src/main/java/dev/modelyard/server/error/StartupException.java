package dev.modelyard.server.error;

/**
 * The server can not start; the message tells the operator what is wrong and what to do. Carries no
 * stack trace, since it is no defect.
 */
public final class StartupException extends RuntimeException {
  public StartupException(String message) {
    super(message, null, false, false);
  }
}
