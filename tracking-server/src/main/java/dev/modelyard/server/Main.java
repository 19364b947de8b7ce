package dev.modelyard.server;

import ch.qos.logback.classic.LoggerContext;
import dev.modelyard.server.error.StartupException;
import dev.modelyard.server.ops.Version;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command line: {@code server} (also without a word) and {@code migrate}. */
public final class Main {
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
    return new CommandLine(spec).setExecutionStrategy(Main::run);
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
      Config config = Config.from(settings(parsed, command));
      if (command.commandSpec().name().equals("migrate")) {
        Server.migrate(config);
      } else {
        serve(config);
      }
      return 0;
    } catch (StartupException unfit) {
      System.err.println(unfit.getMessage());
      return 1;
    }
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
