package dev.modelyard.server.postgres;

import dev.modelyard.server.error.StartupException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;

/** A process of its own that holds a data directory, and perhaps its PostgreSQL, until killed. */
final class ChildServer implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private ChildServer(Process process, BufferedReader output) {
    this.process = process;
    this.output = output;
  }

  static ChildServer holdingLockOf(Path path) throws IOException {
    return start("lock", path);
  }

  /** Writes rows without end; says the number of each one after it was committed. */
  static ChildServer writingRowsInto(Path path) throws IOException {
    return start("write", path);
  }

  private static ChildServer start(String task, Path path) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChildServer.class.getName(),
                task,
                path.toString())
            .redirectErrorStream(true)
            .start();
    ChildServer child = new ChildServer(process, process.inputReader());
    String seen = child.readUntil("READY");
    if (!process.isAlive() || !seen.endsWith("READY")) {
      throw new IOException(seen);
    }
    return child;
  }

  long pid() {
    return process.pid();
  }

  /** The rest of its output up to a line that begins so, or up to its end. */
  String readUntil(String prefix) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.append('\n').append(line);
      if (line.startsWith(prefix)) {
        break;
      }
    }
    return seen.toString();
  }

  /** Kills it as kill -9 does and returns the number of the last row it was sure of. */
  int kill() throws IOException {
    // Not Process.destroyForcibly(), which would also throw away what it has printed.
    process.toHandle().destroyForcibly();
    return readUntil("no such line")
        .lines()
        .filter(line -> line.startsWith("COMMITTED "))
        .mapToInt(line -> Integer.parseInt(line.substring("COMMITTED ".length())))
        .max()
        .orElse(0);
  }

  @Override
  public void close() throws IOException {
    kill();
    output.close();
  }

  /** The child's side. */
  public static void main(String[] args) throws SQLException, InterruptedException {
    DataDirectory directory;
    try {
      directory = DataDirectory.open(Path.of(args[1]));
    } catch (StartupException e) {
      System.out.println(e.getMessage());
      return;
    }
    if (args[0].equals("lock")) {
      System.out.println("READY");
      new CountDownLatch(1).await();
    }
    EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
    Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE counted (n integer)");
      System.out.println("READY");
      for (int n = 1; ; n++) {
        statement.execute("INSERT INTO counted VALUES (" + n + ")");
        System.out.println("COMMITTED " + n);
      }
    }
  }
}
