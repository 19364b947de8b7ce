package dev.modelyard.server.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs other programs, with nothing of our environment but the search path. */
final class Program {
  private static final int LINES_TO_SHOW = 15;

  private Program() {}

  /** How a program ended and all that it printed. */
  record Result(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }

    String lastLines() {
      return Program.lastLines(output);
    }
  }

  /** Prepares a program, which will find neither our secrets nor PG* variables. */
  static ProcessBuilder prepare(List<String> command, Path workingFolder) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(workingFolder.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> !name.equals("PATH"));
    environment.put("LC_ALL", "C");
    return builder;
  }

  /** Waits for the program's end. */
  static Result run(List<String> command, Path workingFolder) throws IOException {
    Process process = prepare(command, workingFolder).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      return new Result(process.waitFor(), output);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while running " + command.get(0), e);
    }
  }

  /** The end of a longer text, for messages. */
  static String lastLines(String text) {
    List<String> lines = text.lines().toList();
    return String.join(
        "\n", lines.subList(Math.max(0, lines.size() - LINES_TO_SHOW), lines.size()));
  }
}
