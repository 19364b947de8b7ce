package dev.modelyard.client;

import dev.modelyard.client.send.LeftOvers;
import dev.modelyard.client.spool.SpoolFolder;
import dev.modelyard.client.wire.Http;
import dev.modelyard.client.wire.Server;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The command that sends what trainings have left in a spool folder: runs that were killed, and
 * runs without a server. {@code java -cp 'client-sdk.jar:lib/*' dev.modelyard.client.Sync [FOLDER
 * [URL]]}
 */
public final class Sync {
  private Sync() {}

  /** Runs the command; ends the process with 1 when something is left. */
  public static void main(String[] args) throws IOException {
    System.exit(run(args, System.getenv(), System.out));
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out)
      throws IOException {
    if (args.length > 2 || (args.length > 0 && args[0].startsWith("-"))) {
      out.println("Usage: sync [FOLDER [URL]]");
      out.println("Sends what trainings have left in FOLDER (else MODELYARD_SPOOL, else");
      out.println("~/.modelyard/spool) to the servers that they meant, or to the one at URL.");
      return 2;
    }
    Settings settings = Settings.from(environment);
    Path root = args.length > 0 ? Path.of(args[0]) : settings.spool();
    Settings there = args.length > 1 ? settings.url(args[1]) : settings;
    List<LeftOvers.Outcome> outcomes =
        new LeftOvers(
                root,
                meant ->
                    new Server(
                        new Http(args.length > 1 ? there.url() : meant, there.authorization())),
                there.pace())
            .sendOnce();
    for (LeftOvers.Outcome outcome : outcomes) {
      String trouble = outcome.trouble().isEmpty() ? "" : ", not all: " + outcome.trouble();
      out.println("run " + outcome.runId() + ": sent " + outcome.records() + " records" + trouble);
    }
    int left = SpoolFolder.left(root).size();
    out.println(left == 0 ? "Nothing is left." : left + " runs are left, or still being logged.");
    return left == 0 ? 0 : 1;
  }
}
