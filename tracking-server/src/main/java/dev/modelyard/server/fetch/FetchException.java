package dev.modelyard.server.fetch;

import java.io.IOException;

/**
 * The model could not be fetched; the message tells the user why, and what to do. Carries no stack
 * trace, since it is no defect.
 */
final class FetchException extends RuntimeException {
  private final ExitCode code;

  FetchException(ExitCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  static FetchException usage(String message) {
    return new FetchException(ExitCode.USAGE, message);
  }

  /** What came is not what was promised. */
  static FetchException spoiled(String message) {
    return new FetchException(ExitCode.SPOILED, message);
  }

  static FetchException local(String message) {
    return new FetchException(ExitCode.LOCAL, message);
  }

  /** A failure of this machine's own files, with what was tried. */
  static FetchException local(String tried, IOException failure) {
    return local("Cannot " + tried + ": " + LocalTrouble.words(failure));
  }

  ExitCode code() {
    return code;
  }
}
