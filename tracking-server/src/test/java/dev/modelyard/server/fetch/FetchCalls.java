package dev.modelyard.server.fetch;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Calls the command as its user does, within this process. */
final class FetchCalls {
  private FetchCalls() {}

  /** How a call ended. */
  record Ended(int code, String out, String err) {}

  static Ended fetch(String server, String model, Path directory, String... options) {
    return fetch(Map.of("MLFLOW_TRACKING_URI", server), model, directory, options);
  }

  static Ended fetch(
      Map<String, String> environment, String model, Path directory, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add(model);
    arguments.add(directory.toString());
    return run(environment, arguments);
  }

  static Ended run(Map<String, String> environment, List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream notices = new PrintStream(err, true, StandardCharsets.UTF_8);
    int code =
        new CommandLine(FetchCommand.spec())
            .setErr(new PrintWriter(notices, true, StandardCharsets.UTF_8))
            .setExecutionStrategy(
                parsed ->
                    FetchCommand.run(
                        parsed,
                        environment,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        notices))
            .execute(arguments.toArray(String[]::new));
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
