package dev.modelyard.server;

import dev.modelyard.server.Config.Setting;
import dev.modelyard.server.blobs.BlobLocation;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.db.Secret;
import dev.modelyard.server.error.StartupException;
import dev.modelyard.server.registry.ModelMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the settings from variables: each part by itself, the faults of all together. */
final class ConfigReader {
  private static final Pattern S3_LOCATION =
      Pattern.compile("s3://([a-zA-Z0-9][a-zA-Z0-9._-]{1,254})((?:/[a-zA-Z0-9._-]+)*)/?");

  /**
   * What Kubernetes injects into every pod beside a Service named modelyard, or modelyard-metrics
   * and the like.
   */
  private static final Pattern INJECTED =
      Pattern.compile(
          Config.PREFIX
              + "(?:[A-Z0-9_]+_)?(?:SERVICE_HOST=.*|SERVICE_PORT(?:_[A-Z0-9_]+)?=\\d+"
              + "|PORT(?:_\\d+_[A-Z]+)?=[a-z]+://.*|PORT_\\d+_[A-Z]+_(?:PROTO|PORT|ADDR)=.*)");

  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Map<String, String> environment;
  private final List<String> faults = new ArrayList<>();

  ConfigReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * All settings.
   *
   * @throws StartupException that lists all faults at once
   */
  Config read() {
    refuseUnknown();
    InetSocketAddress listen = listen();
    DatabaseAddress database = database(Setting.DATABASE_URL);
    DatabaseAddress direct = database(Setting.DATABASE_DIRECT_URL);
    if (database == null) {
      for (Setting needsUrl :
          List.of(
              Setting.DATABASE_USER,
              Setting.DATABASE_PASSWORD,
              Setting.DATABASE_PASSWORD_FILE,
              Setting.DATABASE_DIRECT_URL,
              Setting.DATABASE_POOLER)) {
        if (text(needsUrl) != null) {
          fault(needsUrl, "is only of use with " + Setting.DATABASE_URL.variable());
        }
      }
    }
    boolean pooler = truth(Setting.DATABASE_POOLER, false);
    if (pooler && database != null && direct == null) {
      fault(
          Setting.DATABASE_DIRECT_URL,
          "must lead to the database past the pooler, as migrations cannot go through it");
    }
    Path dataDirectory = dataDirectory();
    Config config =
        new Config(
            listen,
            Duration.ofSeconds(number(Setting.DRAIN_SECONDS, 0, 0, 600)),
            dataDirectory,
            database,
            direct == null ? database : direct,
            pooler,
            poolSize(),
            choice(Setting.MIGRATE, "auto", "never").equals("auto"),
            artifacts(dataDirectory),
            allowedLocations(),
            hosts(listen),
            origins(),
            publicUrl(),
            ModelMode.named(choice(Setting.DEFAULT_MODEL_MODE, "open", "guarded")));
    auth(listen);
    if (!faults.isEmpty()) {
      throw new StartupException(
          "The settings cannot be used:\n  - " + String.join("\n  - ", faults));
    }
    return config;
  }

  private void refuseUnknown() {
    List<String> known = Arrays.stream(Setting.values()).map(Setting::variable).toList();
    for (String name : new TreeMap<>(environment).keySet()) {
      if (name.startsWith(Config.PREFIX)
          && !known.contains(name)
          && !INJECTED.matcher(name + "=" + environment.get(name)).matches()) {
        faults.add(name + " is no setting of this version; it knows " + String.join(", ", known));
      }
    }
  }

  private InetSocketAddress listen() {
    String text = text(Setting.LISTEN, "127.0.0.1:5000");
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port >= 0 && port <= 65535) {
        return new InetSocketAddress(InetAddress.getByName(text.substring(0, colon)), port);
      }
    } catch (NumberFormatException | UnknownHostException unusable) {
      // told below
    }
    fault(Setting.LISTEN, "must be host:port, such as 127.0.0.1:5000, not '" + text + "'");
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private Path dataDirectory() {
    return folder(Setting.DATA_DIR, text(Setting.DATA_DIR, "modelyard-data"));
  }

  private Path folder(Setting setting, String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException unusable) {
      fault(setting, "must be the path of a folder, not '" + text + "'");
      return Path.of("");
    }
  }

  private BlobLocation artifacts(Path dataDirectory) {
    String text = text(Setting.ARTIFACTS);
    if (text != null && text.startsWith("s3:")) {
      BlobLocation.S3 bucket = bucket(Setting.ARTIFACTS, text);
      return bucket == null ? new BlobLocation.Folder(Path.of("")) : bucket;
    }
    for (Setting ofS3 :
        List.of(Setting.S3_ENDPOINT, Setting.S3_REGION, Setting.S3_PATH_STYLE, Setting.S3_DIRECT)) {
      if (text(ofS3) != null && text(Setting.ALLOWED_LOCATIONS) == null) {
        fault(ofS3, "is only of use with " + Setting.ARTIFACTS.variable() + "=s3://bucket/prefix");
      }
    }
    if (text != null && text.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
      fault(Setting.ARTIFACTS, "must be a folder or s3://bucket/prefix, not '" + text + "'");
    }
    return new BlobLocation.Folder(
        text == null ? dataDirectory.resolve("artifacts") : folder(Setting.ARTIFACTS, text));
  }

  private List<BlobLocation.S3> allowedLocations() {
    List<BlobLocation.S3> locations = new ArrayList<>();
    for (String entry : text(Setting.ALLOWED_LOCATIONS, "").split(",", -1)) {
      BlobLocation.S3 location =
          entry.isBlank() ? null : bucket(Setting.ALLOWED_LOCATIONS, entry.strip());
      if (location != null) {
        locations.add(location);
      }
    }
    return locations;
  }

  private BlobLocation.@Nullable S3 bucket(Setting setting, String text) {
    Matcher parts = S3_LOCATION.matcher(text);
    if (!parts.matches() || (parts.group(2) + "/").matches(".*/[.]{1,2}/.*")) {
      fault(
          setting,
          "must look like s3://bucket/prefix, of letters, digits, dots, dashes and underscores,"
              + " not '"
              + text
              + "'");
      return null;
    }
    String prefix = parts.group(2).isEmpty() ? "" : parts.group(2).substring(1) + "/";
    URI endpoint = endpoint();
    String region = text(Setting.S3_REGION);
    if (region != null && !region.matches("[a-z0-9-]+")) {
      fault(Setting.S3_REGION, "must be a region's name, such as eu-central-1");
    }
    // A store at an address of its own seldom has a host name for each bucket.
    boolean pathStyle = truth(Setting.S3_PATH_STYLE, endpoint != null);
    return new BlobLocation.S3(
        parts.group(1),
        prefix,
        endpoint,
        region,
        pathStyle,
        // A store with an address of its own is often one that only the server can reach.
        truth(Setting.S3_DIRECT, endpoint == null));
  }

  private @Nullable URI endpoint() {
    String text = text(Setting.S3_ENDPOINT);
    if (text == null) {
      return null;
    }
    try {
      URI uri = URI.create(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      String rest = String.valueOf(uri.getRawPath()).replace("/", "");
      if (web && uri.getHost() != null && uri.getUserInfo() == null && rest.isEmpty()) {
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
      }
    } catch (IllegalArgumentException unusable) {
      // told below
    }
    // It might hold a password: it is not repeated.
    fault(
        Setting.S3_ENDPOINT,
        "must look like https://storage.example.org:9000, without user and path");
    return null;
  }

  private @Nullable DatabaseAddress database(Setting setting) {
    String url = text(setting);
    if (url == null) {
      return null;
    }
    try {
      return DatabaseUrl.parse(url, text(Setting.DATABASE_USER, ""), password());
    } catch (IllegalArgumentException unusable) {
      // The URL may hold a password: it is not repeated.
      fault(setting, String.valueOf(unusable.getMessage()));
      return null;
    }
  }

  private Secret password() {
    String file = text(Setting.DATABASE_PASSWORD_FILE);
    if (file == null) {
      return new Secret(text(Setting.DATABASE_PASSWORD, ""));
    }
    if (text(Setting.DATABASE_PASSWORD) != null) {
      fault(
          Setting.DATABASE_PASSWORD_FILE,
          "and " + Setting.DATABASE_PASSWORD.variable() + " exclude each other");
    }
    try {
      return new Secret(Files.readString(Path.of(file)).strip());
    } catch (IOException | InvalidPathException unreadable) {
      fault(Setting.DATABASE_PASSWORD_FILE, "cannot be read");
      return new Secret("");
    }
  }

  private int poolSize() {
    int byCores = Math.max(8, Math.min(32, 4 * Runtime.getRuntime().availableProcessors()));
    return number(Setting.DATABASE_POOL_SIZE, byCores, 2, 1000);
  }

  private int number(Setting setting, int fallback, int least, int most) {
    String text = text(setting, Integer.toString(fallback));
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException unusable) {
      // told below
    }
    fault(setting, "must be a number from " + least + " to " + most + ", not '" + text + "'");
    return fallback;
  }

  private Set<String> hosts(InetSocketAddress listen) {
    Set<String> given = list(Setting.ALLOWED_HOSTS);
    Set<String> names = new LinkedHashSet<>(LOOPBACK_NAMES);
    names.addAll(given);
    for (String name : given) {
      boolean bracketed = name.startsWith("[") && name.endsWith("]");
      if (name.contains("/") || (name.contains(":") && !bracketed)) {
        fault(
            Setting.ALLOWED_HOSTS,
            "must hold names and addresses without scheme and port (IPv6 in brackets), not '"
                + name
                + "'");
      }
    }
    if (!listen.getAddress().isAnyLocalAddress()) {
      String address = listen.getAddress().getHostAddress();
      names.add(address.contains(":") ? "[" + address + "]" : address);
      names.add(listen.getHostString().toLowerCase(Locale.ROOT));
    } else if (given.isEmpty()) {
      fault(
          Setting.ALLOWED_HOSTS,
          "must name the hosts under which clients address this server, as it listens on all"
              + " addresses; for example ml.example.org,10.0.0.5");
    }
    return names;
  }

  private Set<String> origins() {
    Set<String> origins = list(Setting.ALLOWED_ORIGINS);
    for (String origin : origins) {
      if (!origin.matches("https?://[^/]+")) {
        fault(
            Setting.ALLOWED_ORIGINS,
            "must hold origins such as https://ml.example.org, without a path, not '"
                + origin
                + "'");
      }
    }
    return origins;
  }

  private @Nullable URI publicUrl() {
    String text = text(Setting.PUBLIC_URL);
    if (text == null) {
      return null;
    }
    if (text.matches("https?://[^/?#@\\s]+(/[^?#\\s]*)?")) {
      try {
        return new URI(text.endsWith("/") ? text : text + "/");
      } catch (URISyntaxException unusable) {
        // told below
      }
    }
    fault(
        Setting.PUBLIC_URL,
        "must be an address such as https://ml.example.org or https://example.org/ml, not '"
            + text
            + "'");
    return null;
  }

  private void auth(InetSocketAddress listen) {
    String auth = choice(Setting.AUTH, "auto", "on", "off");
    if (auth.equals("on")) {
      fault(Setting.AUTH, "cannot be 'on': this version has no login yet");
    } else if (auth.equals("auto") && !listen.getAddress().isLoopbackAddress()) {
      fault(
          Setting.AUTH,
          "must be 'off' to serve an address that others can reach: this version has no login"
              + " yet, so everyone who reaches it may read and change everything");
    }
  }

  private boolean truth(Setting setting, boolean fallback) {
    return choice(setting, Boolean.toString(fallback), Boolean.toString(!fallback)).equals("true");
  }

  private String choice(Setting setting, String first, String... others) {
    String text = text(setting, first).toLowerCase(Locale.ROOT);
    if (text.equals(first) || Arrays.asList(others).contains(text)) {
      return text;
    }
    fault(setting, "must be " + first + " or " + String.join(" or ", others));
    return first;
  }

  private Set<String> list(Setting setting) {
    Set<String> entries = new LinkedHashSet<>();
    for (String entry : text(setting, "").split(",", -1)) {
      if (!entry.isBlank()) {
        entries.add(entry.strip().toLowerCase(Locale.ROOT));
      }
    }
    return entries;
  }

  private String text(Setting setting, String fallback) {
    String text = text(setting);
    return text == null ? fallback : text;
  }

  private @Nullable String text(Setting setting) {
    String text = environment.get(setting.variable());
    return text == null || text.isBlank() ? null : text.strip();
  }

  private void fault(Setting setting, String what) {
    faults.add(setting.variable() + " " + what);
  }
}
