package dev.modelyard.server.testing;

import dev.modelyard.server.Main;
import dev.modelyard.server.db.DatabaseAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as a process of its own, on a database that others may share, until it is killed. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern GREETING = Pattern.compile("serves http://127\\.0\\.0\\.1:(\\d+)");

  private final Process process;
  private final Path folder;
  private int port;

  private ServerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Starts it and does not wait until it serves. */
  public static ServerProcess start(DatabaseAddress database) {
    try {
      Path folder = Files.createTempDirectory("modelyard-process");
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName())
              .redirectErrorStream(true);
      builder.environment().keySet().removeIf(name -> name.startsWith("MODELYARD_"));
      builder
          .environment()
          .putAll(
              Map.of(
                  "MODELYARD_LISTEN", "127.0.0.1:0",
                  "MODELYARD_DATA_DIR", folder.toString(),
                  "MODELYARD_DATABASE_URL", database.jdbcUrl(),
                  "MODELYARD_DATABASE_USER", database.user(),
                  "MODELYARD_DATABASE_PASSWORD", database.password().reveal()));
      return new ServerProcess(builder.start(), folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A client of its API, once it serves. */
  public Client client() {
    if (port == 0) {
      port = readPort();
    }
    return new Client("http://127.0.0.1:" + port);
  }

  private int readPort() {
    BufferedReader output = process.inputReader();
    StringBuilder seen = new StringBuilder();
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher greeting = GREETING.matcher(line);
        if (greeting.find()) {
          drain(output);
          return Integer.parseInt(greeting.group(1));
        }
        seen.append(line).append('\n');
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    throw new IllegalStateException("The server did not start:\n" + seen);
  }

  /** So that it never waits for somebody to read its log. */
  private static void drain(BufferedReader output) {
    Thread reader =
        new Thread(
            () -> {
              try (output) {
                output.transferTo(Writer.nullWriter());
              } catch (IOException closed) {
                // It was killed, so there is nothing more to read.
              }
            },
            "drain");
    reader.setDaemon(true);
    reader.start();
  }

  /** As kill -9 does. */
  public void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
    process.onExit().join();
    TestDatabases.delete(folder);
  }
}
