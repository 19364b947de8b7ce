package dev.modelyard.client.testing;

import dev.modelyard.client.Modelyard;
import dev.modelyard.client.Run;
import dev.modelyard.client.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A training in a process of its own, to be killed: logs without end and says what it has logged.
 */
public final class Training implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private long said = -1;
  private String runId = "";

  private Training(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /** Starts one; with "" for {@code runId} it makes a run, else it goes on with that one. */
  public static Training start(String url, Path spool, String runId, String metric)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Training.class.getName(),
                url,
                spool.toString(),
                runId,
                metric)
            .redirectErrorStream(true)
            .start();
    Training training = new Training(process);
    training.runId = training.readUntil("RUN ");
    return training;
  }

  public String runId() {
    return runId;
  }

  /** Waits until it has logged so many points. */
  public void awaitStep(long step) throws IOException {
    while (said < step) {
      said = Long.parseLong(readUntil("LOGGED "));
    }
  }

  private String readUntil(String prefix) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length());
      }
      seen.append(line).append('\n');
    }
    throw new IOException("the training ended: " + seen);
  }

  /** Kills it as kill -9 does, and gives the last step of which it was sure. */
  public long kill() throws IOException {
    process.toHandle().destroyForcibly();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("LOGGED ")) {
        said = Long.parseLong(line.substring("LOGGED ".length()));
      }
    }
    return said;
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }

  /** The child's side. */
  public static void main(String[] args) {
    Settings settings =
        Settings.fromEnvironment()
            .url(args[0])
            .spool(Path.of(args[1]))
            .closeWait(Duration.ofSeconds(1));
    Modelyard modelyard = Modelyard.connect(settings);
    Run run =
        args[2].isEmpty()
            ? modelyard.experiment("killed").startRun("killed")
            : modelyard.resumeRun(args[2]);
    System.out.println("RUN " + run.id());
    for (long step = 0; ; step++) {
      run.metric(args[3], (double) step, step);
      run.tag("last of " + args[3], step);
      System.out.println("LOGGED " + step);
    }
  }
}
