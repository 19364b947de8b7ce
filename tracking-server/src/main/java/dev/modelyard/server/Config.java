package dev.modelyard.server;

import dev.modelyard.server.blobs.BlobLocation;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.error.StartupException;
import dev.modelyard.server.registry.ModelMode;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All settings, checked; docs/configuration.md lists them. {@link ConfigReader} alone reads them.
 *
 * @param listen where to serve
 * @param drain how long to serve on once the server is to stop
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
 * @param modelMode of registered models whose creator names none
 */
public record Config(
    InetSocketAddress listen,
    Duration drain,
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
    @Nullable URI publicUrl,
    ModelMode modelMode) {

  /** Every setting: an environment variable and, in lower case with dashes, a flag. */
  public enum Setting {
    LISTEN("host:port to serve on"),
    DRAIN_SECONDS("how long to serve on, not ready any more, once the server is to stop"),
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
    DEFAULT_MODEL_MODE("open or guarded: of registered models whose creator names neither"),
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

  static final String PREFIX = "MODELYARD_";

  /**
   * Reads the settings from variables; flags were put over them by their variables' names.
   *
   * @throws StartupException that lists all faults at once
   */
  public static Config from(Map<String, String> environment) {
    return new ConfigReader(environment).read();
  }

  public boolean isEmbedded() {
    return database == null;
  }
}
