package dev.modelyard.server;

import dev.modelyard.server.blobs.BlobLocation;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.db.Secret;
import dev.modelyard.server.error.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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

/**
 * All settings, checked. This is the only place that reads them; docs/configuration.md lists them.
 *
 * @param listen where to serve
 * @param dataDirectory the embedded database and other local files
 * @param database the PostgreSQL to use, null for the embedded one
 * @param directDatabase the same past a pooler, for migrations
 * @param pooler whether a pooler in transaction mode stands before the database
 * @param poolSize connections to the database
 * @param migrateAtStart whether the server brings the schema up to date itself
 * @param artifacts where the bytes of artifacts lie
 * @param allowedLocations what the server may read of stores that clients name
 * @param allowedHosts names under which the server may be addressed
 * @param allowedOrigins foreign origins whose pages may change state
 * @param publicUrl the address, with a slash at its end, that links and signed URLs begin with;
 *     null for what each request says
 */
public record Config(
    InetSocketAddress listen,
    Path dataDirectory,
    @Nullable DatabaseAddress database,
    @Nullable DatabaseAddress directDatabase,
    boolean pooler,
    int poolSize,
    boolean migrateAtStart,
    BlobLocation artifacts,
    List<BlobLocation.S3> allowedLocations,
    Set<String> allowedHosts,
    Set<String> allowedOrigins,
    @Nullable URI publicUrl) {

  /** Every setting: an environment variable and, in lower case with dashes, a flag. */
  public enum Setting {
    LISTEN("host:port to serve on"),
    DATA_DIR("folder of the embedded database and other local files"),
    DATABASE_URL("PostgreSQL to use instead of the embedded one"),
    DATABASE_USER("user, if not in the URL"),
    DATABASE_PASSWORD("password, if not in the URL"),
    DATABASE_PASSWORD_FILE("file that holds the password"),
    DATABASE_DIRECT_URL("PostgreSQL past a pooler, for migrations"),
    DATABASE_POOLER("true: PgBouncer in transaction mode stands before the database"),
    DATABASE_POOL_SIZE("connections to the database"),
    MIGRATE("auto: bring the schema up to date at start; never: 'modelyard migrate' does"),
    ARTIFACTS("folder of the artifacts, or s3://bucket/prefix"),
    S3_ENDPOINT("http(s)://host:port of a store that speaks S3, other than Amazon's"),
    S3_REGION("region of the bucket"),
    S3_PATH_STYLE("true: the bucket stands in the path, not in the host name"),
    S3_DIRECT("false: clients cannot reach the store; the server never sends them there"),
    ALLOWED_LOCATIONS("comma-separated s3://bucket/prefix of clients' own files that it may read"),
    ALLOWED_HOSTS("comma-separated names under which clients may address the server"),
    ALLOWED_ORIGINS("comma-separated foreign origins whose pages may change state"),
    PUBLIC_URL("address under which clients reach the server, if a proxy changes it"),
    AUTH("auto: open on loopback; off: open everywhere");

    private final String description;

    Setting(String description) {
      this.description = description;
    }

    public String variable() {
      return PREFIX + name();
    }

    public String flag() {
      return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String description() {
      return description;
    }
  }

  private static final String PREFIX = "MODELYARD_";
  private static final Pattern S3_LOCATION =
      Pattern.compile("s3://([a-zA-Z0-9][a-zA-Z0-9._-]{1,254})((?:/[a-zA-Z0-9._-]+)*)/?");
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * Reads the settings from variables; flags were put over them by their variables' names.
   *
   * @throws StartupException that lists all faults at once
   */
  public static Config from(Map<String, String> environment) {
    return new Reader(environment).read();
  }

  public boolean isEmbedded() {
    return database == null;
  }

  private static final class Reader {
    private final Map<String, String> environment;
    private final List<String> faults = new ArrayList<>();

    Reader(Map<String, String> environment) {
      this.environment = environment;
    }

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
      Path dataDirectory = dataDirectory();
      Config config =
          new Config(
              listen,
              dataDirectory,
              database,
              direct == null ? database : direct,
              truth(Setting.DATABASE_POOLER, false),
              poolSize(),
              choice(Setting.MIGRATE, "auto", "never").equals("auto"),
              artifacts(dataDirectory),
              allowedLocations(),
              hosts(listen),
              origins(),
              publicUrl());
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
        // Kubernetes injects these into every pod beside a Service named modelyard.
        boolean injected =
            name.startsWith("MODELYARD_SERVICE_")
                || name.equals("MODELYARD_PORT")
                || name.startsWith("MODELYARD_PORT_");
        if (name.startsWith(PREFIX) && !injected && !known.contains(name)) {
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
          List.of(
              Setting.S3_ENDPOINT, Setting.S3_REGION, Setting.S3_PATH_STYLE, Setting.S3_DIRECT)) {
        if (text(ofS3) != null && text(Setting.ALLOWED_LOCATIONS) == null) {
          fault(
              ofS3, "is only of use with " + Setting.ARTIFACTS.variable() + "=s3://bucket/prefix");
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
      String text = text(Setting.DATABASE_POOL_SIZE, Integer.toString(byCores));
      try {
        int size = Integer.parseInt(text);
        if (size >= 2 && size <= 1000) {
          return size;
        }
      } catch (NumberFormatException unusable) {
        // told below
      }
      fault(Setting.DATABASE_POOL_SIZE, "must be a number from 2 to 1000, not '" + text + "'");
      return byCores;
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
      return choice(setting, Boolean.toString(fallback), Boolean.toString(!fallback))
          .equals("true");
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
}
