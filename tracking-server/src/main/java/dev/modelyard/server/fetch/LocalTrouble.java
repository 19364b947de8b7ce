package dev.modelyard.server.fetch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** Failures of this machine's files in words: those of the JDK are often a bare path. */
final class LocalTrouble {
  private LocalTrouble() {}

  static String words(IOException failure) {
    if (failure instanceof AccessDeniedException denied) {
      return "no right to change " + denied.getFile();
    }
    if (failure instanceof FileSystemException named && named.getReason() != null) {
      return named.getFile() + ": " + named.getReason();
    }
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName().replaceAll("Exception$", "");
    return message == null
        ? kind
        : failure.getClass() == IOException.class ? message : kind + ": " + message;
  }
}
