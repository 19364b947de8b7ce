package dev.modelyard.server.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running PostgreSQL server process. */
final class Postmaster {
  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

  // On the command line, where neither postgresql.conf nor ALTER SYSTEM can weaken them.
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "fsync=on",
          "full_page_writes=on",
          "synchronous_commit=on",
          "jit=off",
          "timezone=UTC");

  private static final Duration NEWS_EVERY = Duration.ofSeconds(10);
  private static final long LOOK_EVERY_MILLIS = 20;

  private final Process process;
  private final Path pgdata;

  private Postmaster(Process process, Path pgdata) {
    this.process = process;
    this.pgdata = pgdata;
  }

  /**
   * The name that all processes forked by a postmaster of this database show, and no others on this
   * machine, even when the folder is moved or copied. Empty when there is no database.
   */
  static Optional<String> processName(Path pgdata) {
    try {
      Map<String, Object> file = Files.readAttributes(pgdata, "unix:dev,ino");
      return Optional.of("modelyard-" + file.get("dev") + "-" + file.get("ino"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Starts one, which stops when the calling thread ends; it is not ready at once. */
  static Postmaster launch(
      PostgresBinaries binaries,
      ServerAccount account,
      Path pgdata,
      PostgresLog postgresLog,
      int port)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of(binaries.postgres(), "-D", pgdata.toString(), "-p", "" + port));
    processName(pgdata).ifPresent(name -> command.addAll(List.of("-c", "cluster_name=" + name)));
    Stream.concat(SETTINGS.stream(), postgresLog.settings().stream())
        .forEach(setting -> command.addAll(List.of("-c", setting)));
    Process process =
        Program.prepare(account.command(command), pgdata)
            .redirectOutput(postgresLog.startOutput().toFile())
            .start();
    process.getOutputStream().close();
    return new Postmaster(process, pgdata);
  }

  /**
   * Waits until it answers queries; false if it ended instead. There is no limit: after a crash it
   * may have a lot to recover, and would begin anew if it were stopped.
   */
  boolean awaitReady() throws InterruptedException {
    long news = System.nanoTime() + NEWS_EVERY.toNanos();
    while (!isReady()) {
      if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
      if (System.nanoTime() - news >= 0) {
        log.info("PostgreSQL (pid {}) is still starting, perhaps recovering", process.pid());
        news = System.nanoTime() + NEWS_EVERY.toNanos();
      }
    }
    return true;
  }

  // Not by connecting: on a port that was taken meanwhile, another server would answer.
  private boolean isReady() {
    return PidFile.read(pgdata)
        .filter(file -> file.ready() && file.pid() == process.pid())
        .isPresent();
  }

  /** Waits for its end, at most for a while; says whether it has ended. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop() {
    Shutdown.stop(process.toHandle(), process::isAlive);
  }

  long pid() {
    return process.pid();
  }

  int exitCode() {
    return process.exitValue();
  }
}
