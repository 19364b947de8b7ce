package dev.modelyard.server;

import ch.qos.logback.classic.LoggerContext;
import dev.modelyard.server.error.StartupException;
import dev.modelyard.server.fetch.FetchCommand;
import dev.modelyard.server.ops.Version;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command line: {@code server} (also without a word), and commands that do one thing. */
public final class Main {
  private static final String GRACE = "--grace";
  private static final String DRY_RUN = "--dry-run";
  private static final String HEAD = "--head";
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})([mhd])");
  private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");

  private Main() {}

  public static void main(String[] args) {
    int status = commandLine().execute(args);
    if (status != 0) {
      stopLogging();
      System.exit(status);
    }
  }

  private static CommandLine commandLine() {
    CommandSpec spec =
        CommandSpec.create()
            .name("modelyard")
            .version(Version.PRODUCT)
            .mixinStandardHelpOptions(true);
    spec.usageMessage()
        .description("Tracks experiments and keeps models; speaks MLflow's REST API.")
        .footer("Every option can also be given as an environment variable, MODELYARD_…");
    for (Config.Setting setting : Config.Setting.values()) {
      spec.addOption(
          OptionSpec.builder(setting.flag())
              .paramLabel("VALUE")
              .type(String.class)
              .scopeType(ScopeType.INHERIT)
              .description(setting.description())
              .build());
    }
    spec.addSubcommand("server", command("Starts the server."));
    spec.addSubcommand("migrate", command("Brings the schema of the database up to date."));
    spec.addSubcommand("gc", gc());
    addFetch(spec);
    spec.addSubcommand("verify", verify());
    return new CommandLine(spec).setExecutionStrategy(Main::run);
  }

  /** A client, so it has none of the server's options. */
  private static void addFetch(CommandSpec spec) {
    CommandSpec fetch = FetchCommand.spec();
    spec.addSubcommand("fetch", fetch);
    List.copyOf(fetch.options()).stream().filter(OptionSpec::inherited).forEach(fetch::remove);
  }

  private static CommandSpec gc() {
    CommandSpec gc = command("Deletes the bytes of deleted and overwritten files.");
    gc.addOption(
        OptionSpec.builder(GRACE)
            .paramLabel("TIME")
            .type(String.class)
            .description("only what no file has had for so long, such as 12h or 7d (the default)")
            .build());
    gc.addOption(
        OptionSpec.builder(DRY_RUN)
            .type(boolean.class)
            .description("only tells what would be deleted")
            .build());
    return gc;
  }

  private static CommandSpec verify() {
    CommandSpec verify =
        command("Reads all stored files and the registry's log; tells what is not as it was.");
    verify.addOption(
        OptionSpec.builder(HEAD)
            .paramLabel("HASH")
            .type(String.class)
            .description("the hash of an event that must still be there, as kept from events/head")
            .build());
    return verify;
  }

  private static CommandSpec command(String description) {
    CommandSpec spec = CommandSpec.create().mixinStandardHelpOptions(true);
    spec.usageMessage().description(description);
    return spec;
  }

  private static int run(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    try {
      ParseResult command = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
      if (command.commandSpec().name().equals("fetch")) {
        return FetchCommand.run(command, System.getenv(), System.out, System.err);
      }
      Config config = Config.from(settings(parsed, command));
      switch (command.commandSpec().name()) {
        case "migrate" -> Server.migrate(config);
        case "gc" -> {
          return Upkeep.gc(config, grace(command), command.hasMatchedOption(DRY_RUN), System.out);
        }
        case "verify" -> {
          return Upkeep.verify(config, head(command), System.out);
        }
        default -> serve(config);
      }
      return 0;
    } catch (StartupException unfit) {
      System.err.println(unfit.getMessage());
      return 1;
    }
  }

  private static @Nullable String head(ParseResult command) {
    String hash = command.matchedOptionValue(HEAD, (String) null);
    if (hash != null && !HASH.matcher(hash).matches()) {
      throw new StartupException(HEAD + " must be a hash of 64 hex digits, not '" + hash + "'");
    }
    return hash;
  }

  private static Duration grace(ParseResult command) {
    String text = command.matchedOptionValue(GRACE, "7d");
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new StartupException(
          GRACE + " must be a time such as 30m, 12h or 7d, not '" + text + "'");
    }
    long number = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** The environment, with what was said on the command line over it. */
  private static Map<String, String> settings(ParseResult... levels) {
    Map<String, String> settings = new HashMap<>(System.getenv());
    for (ParseResult level : levels) {
      for (Config.Setting setting : Config.Setting.values()) {
        String value = level.matchedOptionValue(setting.flag(), (String) null);
        if (value != null) {
          settings.put(setting.variable(), value);
        }
      }
    }
    return settings;
  }

  private static void serve(Config config) {
    Server server = Server.start(config);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  stopLogging();
                  // A stop that was asked for is a success, not the signal's number.
                  Runtime.getRuntime().halt(0);
                },
                "stop"));
    System.out.println(greeting(config, server.port()));
  }

  private static String greeting(Config config, int port) {
    boolean everywhere = config.listen().getAddress().isAnyLocalAddress();
    String host = everywhere ? "localhost" : config.listen().getHostString();
    String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    return """

        Modelyard %s serves %s
        %s

        Quick start:
          pip install mlflow
          export MLFLOW_TRACKING_URI=%s
          python -c "import mlflow; mlflow.start_run(); mlflow.log_metric('accuracy', 0.93)"
        """
        .formatted(
            Version.PRODUCT,
            url,
            config.isEmbedded()
                ? "with its own PostgreSQL in " + config.dataDirectory()
                : "with the PostgreSQL of MODELYARD_DATABASE_URL",
            url);
  }

  /** Lets the asynchronous appender write what it holds. */
  private static void stopLogging() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }
}
