package dev.modelyard.server.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a postmaster tells about itself in {@code postmaster.pid}. */
record PidFile(long pid, int port, boolean ready) {
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  static Path in(Path pgdata) {
    return pgdata.resolve("postmaster.pid");
  }

  /** Empty if there is no file, or one that is being written. */
  static Optional<PidFile> read(Path pgdata) {
    try {
      List<String> lines = Files.readAllLines(in(pgdata));
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      // Negative: a server in single-user mode.
      long pid = Math.abs(Long.parseLong(lines.get(0).strip()));
      // Written a moment after the first line.
      int port = lines.size() > PORT_LINE ? Integer.parseInt(lines.get(PORT_LINE).strip()) : 0;
      boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).startsWith("ready");
      return Optional.of(new PidFile(pid, port, ready));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
