package dev.modelyard.server.fetch;

import dev.modelyard.server.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The command in a process of its own, to be killed. */
final class FetchChild implements AutoCloseable {
  private final Process process;

  private FetchChild(Process process) {
    this.process = process;
  }

  /** Runs it as from a shell where settings of a server are said, and wrong ones. */
  static FetchChild start(String server, String model, Path directory) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "fetch",
                "--server",
                server,
                model,
                directory.toString()));
    builder.environment().put("MODELYARD_NO_SUCH_SETTING", "x");
    return new FetchChild(builder.inheritIO().start());
  }

  /** As kill -9 does. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
