package dev.modelyard.server.fetch;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The words of the command line. A client of some server: it reads no setting of a server of its
 * own, and minds none.
 */
public final class FetchCommand {
  private static final String SERVER = "--server";
  private static final String PARALLEL = "--parallel";
  private static final String TIMEOUT = "--timeout";
  private static final String VERIFY = "--verify";
  private static final String QUIET = "--quiet";
  private static final String TRACKING_URI = "MLFLOW_TRACKING_URI";
  private static final String NOBODY_SAID = "http://127.0.0.1:5000";
  private static final int MAX_PARALLEL = 64;
  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smh])");

  private FetchCommand() {}

  /** How the command is used. */
  public static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().mixinStandardHelpOptions(true);
    spec.usageMessage()
        .description(
            "Brings the files of a registered model's version into a folder: complete, checked by"
                + " their digests, and in one step for whoever reads the folder.")
        .exitCodeListHeading("Exit codes:%n")
        .exitCodeList(exitCodes())
        .footer(
            "A fetch that was broken off goes on where it stopped when it is called again.",
            "Credentials: MLFLOW_TRACKING_USERNAME and _PASSWORD, or MLFLOW_TRACKING_TOKEN.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .paramLabel("MODEL")
            .type(String.class)
            .required(true)
            .description(
                "models:/NAME@ALIAS, models:/NAME/STAGE, models:/NAME/NUMBER or"
                    + " models:/NAME/latest")
            .build());
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("1")
            .paramLabel("DIR")
            .type(String.class)
            .required(true)
            .description(
                "where the files are to be found; a link to a folder in .DIR.modelyard beside it")
            .build());
    option(spec, SERVER, "URL", "the server; else " + TRACKING_URI + ", else " + NOBODY_SAID);
    option(spec, PARALLEL, "N", "how many files at a time, 1 to " + MAX_PARALLEL + " (4)");
    option(
        spec,
        TIMEOUT,
        "TIME",
        "how long to go on trying while nothing comes, such as 30s, 5m or 1h (2m)");
    flag(spec, VERIFY, "reads all files that are here already, too, not only their sizes");
    flag(spec, QUIET, "tells only the result, and what went wrong");
    return spec;
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "the folder holds the version: 'fetched', or 'up to date' before");
    for (ExitCode code : ExitCode.values()) {
      codes.put(Integer.toString(code.number()), code.meaning());
    }
    return codes;
  }

  private static void option(CommandSpec spec, String name, String label, String description) {
    spec.addOption(
        OptionSpec.builder(name)
            .paramLabel(label)
            .type(String.class)
            .description(description)
            .build());
  }

  private static void flag(CommandSpec spec, String name, String description) {
    spec.addOption(OptionSpec.builder(name).type(boolean.class).description(description).build());
  }

  /** Runs the command; returns its exit code. The result goes to {@code out}, the rest beside. */
  public static int run(
      ParseResult command, Map<String, String> environment, PrintStream out, PrintStream err) {
    try {
      Fetch.Options options = options(command);
      ModelFolder folder = ModelFolder.at(directory(command.matchedPositionalValue(1, "")));
      URI address = address(command, environment);
      URI base = withoutUser(address);
      try (ModelServer server =
          new ModelServer(base, Credentials.header(environment, address), options.timeout())) {
        Fetch.Outcome outcome =
            new Fetch(options, server, folder, InstantSource.system(), err).run();
        out.println(words(outcome, folder));
        return 0;
      }
    } catch (FetchException failure) {
      if (failure.code() == ExitCode.USAGE) {
        throw new ParameterException(command.commandSpec().commandLine(), failure.getMessage());
      }
      err.println(failure.getMessage());
      return failure.code().number();
    }
  }

  private static String words(Fetch.Outcome outcome, ModelFolder folder) {
    Manifest manifest = outcome.manifest();
    return "%s: %s version %s, %d files, %s, %s, in %s%s"
        .formatted(
            outcome.changed() ? "fetched" : "up to date",
            manifest.name(),
            manifest.version(),
            manifest.files().size(),
            Sizes.words(manifest.totalSize()),
            manifest.digest(),
            folder.link(),
            outcome.changed() ? " (" + Sizes.words(outcome.moved()) + " transferred)" : "");
  }

  private static Fetch.Options options(ParseResult command) {
    return new Fetch.Options(
        ModelUri.parse(command.matchedPositionalValue(0, "")),
        parallel(command.matchedOptionValue(PARALLEL, "4")),
        time(command.matchedOptionValue(TIMEOUT, "2m")),
        command.hasMatchedOption(VERIFY),
        command.hasMatchedOption(QUIET)
            ? Progress.Style.QUIET
            : isTerminal() ? Progress.Style.BAR : Progress.Style.LINES);
  }

  private static int parallel(String text) {
    int number = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > MAX_PARALLEL) {
      throw FetchException.usage(PARALLEL + " must be from 1 to " + MAX_PARALLEL + ", not " + text);
    }
    return number;
  }

  private static Duration time(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches() || Long.parseLong(time.group(1)) == 0) {
      throw FetchException.usage(
          TIMEOUT + " must be a time such as 30s, 5m or 1h, not '" + text + "'");
    }
    long number = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static Path directory(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException unfit) {
      throw FetchException.usage("'" + text + "' cannot be a folder");
    }
  }

  private static URI address(ParseResult command, Map<String, String> environment) {
    String said = command.matchedOptionValue(SERVER, (String) null);
    if (said != null) {
      return url(said);
    }
    String tracking = environment.getOrDefault(TRACKING_URI, "").strip();
    // It may as well be a folder or a database, which is of no use here.
    return url(tracking.matches("(?i)https?://.*") ? tracking : NOBODY_SAID);
  }

  private static URI url(String text) {
    try {
      URI url = URI.create(text);
      boolean fits =
          Stream.of("http", "https").anyMatch(scheme -> scheme.equalsIgnoreCase(url.getScheme()))
              && url.getHost() != null
              && url.getRawQuery() == null
              && url.getRawFragment() == null;
      if (fits) {
        return url;
      }
    } catch (IllegalArgumentException noUri) {
      // refused below
    }
    throw FetchException.usage(
        "The server must be an address such as https://models.example.org, not '"
            + text.replaceAll("//[^/@]*@", "//…@")
            + "'");
  }

  /** The same address; a password in it is sent as a header, and never told. */
  private static URI withoutUser(URI url) {
    return url.getRawUserInfo() == null
        ? url
        : URI.create(url.toString().replace(url.getRawUserInfo() + "@", ""));
  }

  /**
   * Whether notices go to somebody's eyes. Java's own answer has changed, so the system is asked.
   */
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return List.of("/dev/pts/", "/dev/tty", "/dev/console").stream().anyMatch(target::startsWith);
    } catch (IOException unknown) {
      return false;
    }
  }
}
