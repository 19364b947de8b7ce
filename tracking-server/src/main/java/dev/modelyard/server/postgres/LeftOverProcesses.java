package dev.modelyard.server.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL processes of an earlier life that still work on a database. Whoever asks holds the
 * lock of the data directory and has no postmaster running, so none of them may stay.
 */
final class LeftOverProcesses {
  private static final Logger log = LoggerFactory.getLogger(LeftOverProcesses.class);

  // Without their postmaster they end by themselves as soon as they wait for anything.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path pgdata;

  LeftOverProcesses(Path pgdata) {
    this.pgdata = pgdata;
  }

  /** Ends all of them; a process that only happens to have an old number is left alone. */
  void end() {
    Optional<ProcessHandle> postmaster = postmaster();
    if (postmaster.isPresent()) {
      log.info("Stopping the PostgreSQL (pid {}) left over on {}", postmaster.get().pid(), pgdata);
      Shutdown.stop(postmaster.get(), () -> postmaster().isPresent());
    }
    awaitOrphans();
    removePidFileOfForeignProcess();
  }

  /** Returns when no process without a postmaster is left; helps after some patience. */
  void awaitOrphans() {
    if (!Waiting.until(() -> orphans().isEmpty(), PATIENCE)) {
      endOrphans("busy", ProcessHandle::destroy);
      endOrphans("stuck", ProcessHandle::destroyForcibly);
    }
  }

  private void endOrphans(String state, Consumer<ProcessHandle> end) {
    List<ProcessHandle> orphans = orphans();
    if (!orphans.isEmpty()) {
      log.warn("Ending {} {} PostgreSQL process(es) of {}", orphans.size(), state, pgdata);
      orphans.forEach(end);
      Waiting.until(() -> orphans().isEmpty(), PATIENCE);
    }
  }

  /** The running postmaster that the pid file names, if it really is one on this database. */
  Optional<ProcessHandle> postmaster() {
    return PidFile.read(pgdata).flatMap(file -> ProcessHandle.of(file.pid())).filter(this::serves);
  }

  private boolean serves(ProcessHandle process) {
    // The arguments can be read for every user's processes, other than the program and its folder.
    List<String> arguments = Arrays.asList(process.info().arguments().orElse(new String[0]));
    int option = arguments.indexOf("-D");
    return option >= 0
        && option + 1 < arguments.size()
        && process.info().command().map(LeftOverProcesses::isPostgres).orElse(true)
        && isSame(Path.of(arguments.get(option + 1)));
  }

  /**
   * Processes of this database that a postmaster has forked. Only Linux shows them; elsewhere the
   * keeper tries until PostgreSQL itself finds its old shared memory unused.
   */
  List<ProcessHandle> orphans() {
    Optional<String> title = Postmaster.processName(pgdata).map(name -> "postgres: " + name + ": ");
    if (title.isEmpty()) {
      return List.of();
    }
    return ProcessHandle.allProcesses()
        .filter(process -> title(process).startsWith(title.get()))
        .toList();
  }

  // Not the folder that it works in: in a container not even root may see that.
  private static String title(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean isPostgres(String command) {
    // Linux appends a word when the program was deleted, as by an upgrade.
    return command.replace(" (deleted)", "").endsWith("/postgres");
  }

  private boolean isSame(Path folder) {
    try {
      return Files.isSameFile(folder, pgdata);
    } catch (IOException e) {
      return false;
    }
  }

  // PostgreSQL would take a foreign process of the same user for its predecessor and refuse to
  // start. Should we be wrong: it also looks for users of its shared memory, by the folder.
  private void removePidFileOfForeignProcess() {
    boolean foreign =
        PidFile.read(pgdata)
            .flatMap(file -> ProcessHandle.of(file.pid()))
            .filter(process -> !serves(process))
            .isPresent();
    if (foreign) {
      try {
        log.info("Removing a stale {}", PidFile.in(pgdata));
        Files.deleteIfExists(PidFile.in(pgdata));
      } catch (IOException e) {
        log.warn("{} is stale and can not be removed", PidFile.in(pgdata), e);
      }
    }
  }
}
