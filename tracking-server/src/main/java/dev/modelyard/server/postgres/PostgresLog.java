package dev.modelyard.server.postgres;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's own log: a few files of limited size, written by its logging collector. */
final class PostgresLog {
  private static final Logger log = LoggerFactory.getLogger(PostgresLog.class);

  private static final int FILES_TO_KEEP = 5;
  private static final int TAIL_BYTES = 8192;

  private final Path folder;
  // What it prints before it opens its log. Not in the folder, which belongs to PostgreSQL's user:
  // under root we would follow a link that was laid there.
  private final Path startOutput;

  private PostgresLog(Path folder, Path startOutput) {
    this.folder = folder;
    this.startOutput = startOutput;
  }

  static PostgresLog in(DataDirectory directory, ServerAccount account) throws IOException {
    Path folder = directory.path().resolve("postgres-log");
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder, Permissions.onlyOwner(folder, "rwx------"));
    }
    // At every start, since the user may be another one after a restore.
    account.ownFolderOnly(folder);
    return new PostgresLog(folder, directory.path().resolve("postgres-start.log"));
  }

  Path startOutput() {
    return startOutput;
  }

  /** The settings that make PostgreSQL log here. */
  List<String> settings() {
    return List.of(
        "logging_collector=on",
        "log_destination=stderr",
        "log_directory=" + folder,
        // Sorts by age, which prune() relies on.
        "log_filename=postgres-%Y%m%d-%H%M%S.log",
        "log_rotation_age=1d",
        "log_rotation_size=10MB",
        "log_line_prefix=%m [%p] ",
        "log_timezone=UTC");
  }

  /** Removes all but the newest files; PostgreSQL never removes one. */
  void prune() {
    try {
      List<Path> files = files();
      for (Path old : files.subList(0, Math.max(0, files.size() - FILES_TO_KEEP))) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      log.warn("Old logs of PostgreSQL in {} can not be removed", folder, e);
    }
  }

  /** The newest lines, for messages. */
  String lastLines() {
    try {
      List<Path> files = files();
      String text = Files.exists(startOutput) ? tail(startOutput) : "";
      if (!files.isEmpty() && isOfThisStart(files.get(files.size() - 1))) {
        text += "\n" + tail(files.get(files.size() - 1));
      }
      return Program.lastLines(text.strip());
    } catch (IOException e) {
      return "(its log in " + folder + " can not be read: " + e + ")";
    }
  }

  private boolean isOfThisStart(Path file) throws IOException {
    return !Files.exists(startOutput)
        || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(startOutput)) >= 0;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .filter(path -> path.getFileName().toString().matches("postgres-\\d+-\\d+\\.log"))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }

  private static String tail(Path file) throws IOException {
    try (var channel = Files.newByteChannel(file);
        var stream = Channels.newInputStream(channel)) {
      channel.position(Math.max(0, channel.size() - TAIL_BYTES));
      return new String(stream.readNBytes(TAIL_BYTES), StandardCharsets.UTF_8);
    }
  }
}
