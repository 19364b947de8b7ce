package dev.modelyard.client;

import dev.modelyard.client.send.Pace;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is, and how this client behaves. Immutable: each method gives changed settings.
 */
public final class Settings {
  private static final String USUAL_URL = "http://127.0.0.1:5000";
  private static final long USUAL_SPOOL_BYTES = 1L << 30;

  private final String url;
  private final @Nullable String authorization;
  private final Path spool;
  private final long maxSpoolBytes;
  private final boolean strict;
  private final Duration closeWait;
  private final int segmentBytes;
  private final Pace pace;

  private Settings(
      String url,
      @Nullable String authorization,
      Path spool,
      long maxSpoolBytes,
      boolean strict,
      Duration closeWait,
      int segmentBytes,
      Pace pace) {
    this.url = url;
    this.authorization = authorization;
    this.spool = spool;
    this.maxSpoolBytes = maxSpoolBytes;
    this.strict = strict;
    this.closeWait = closeWait;
    this.segmentBytes = segmentBytes;
    this.pace = pace;
  }

  /**
   * What the environment says, as MLflow's clients read it: {@code MLFLOW_TRACKING_URI} (else
   * {@code http://127.0.0.1:5000}), {@code MLFLOW_TRACKING_TOKEN}, or {@code
   * MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}. {@code MODELYARD_SPOOL} is the
   * folder for what is not sent yet, else {@code .modelyard/spool} in the user's home.
   *
   * @throws IllegalArgumentException when the address is none of a server
   */
  public static Settings fromEnvironment() {
    return from(System.getenv());
  }

  static Settings from(Map<String, String> environment) {
    String home = System.getProperty("user.home", ".");
    String spool = environment.getOrDefault("MODELYARD_SPOOL", "");
    Settings settings =
        new Settings(
            USUAL_URL,
            null,
            spool.isEmpty() ? Path.of(home, ".modelyard", "spool") : Path.of(spool),
            USUAL_SPOOL_BYTES,
            false,
            Duration.ofSeconds(10),
            1 << 21,
            Pace.USUAL);
    String url = environment.getOrDefault("MLFLOW_TRACKING_URI", "");
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    Settings at = url.isEmpty() ? settings : settings.url(url);
    if (!user.isEmpty()) {
      return at.password(user, environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", ""));
    }
    return token.isEmpty() ? at : at.token(token);
  }

  /**
   * The server's address, such as {@code https://host:5000} or with a path behind a proxy. A user
   * and password in it are used as by {@link #password}.
   *
   * @throws IllegalArgumentException when it is no address of a server
   */
  public Settings url(String address) {
    URI uri = URI.create(address.strip());
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean web = scheme.equals("http") || scheme.equals("https");
    if (!web || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          "'"
              + scheme
              + "…' is no address of a server: it must read http://host:port or"
              + " https://host:port, perhaps with a path");
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath().replaceFirst("/+$", "");
    Settings at = with(scheme + "://" + uri.getHost() + port + path, authorization);
    String user = uri.getUserInfo();
    if (user == null) {
      return at;
    }
    int colon = user.indexOf(':');
    return colon < 0
        ? at.password(user, "")
        : at.password(user.substring(0, colon), user.substring(colon + 1));
  }

  /** Logs in by name and password. */
  public Settings password(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return with(url, "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  /** Logs in by a token. */
  public Settings token(String token) {
    return with(url, "Bearer " + token);
  }

  private Settings with(String address, @Nullable String login) {
    return new Settings(
        address, login, spool, maxSpoolBytes, strict, closeWait, segmentBytes, pace);
  }

  /** The folder for what is not sent yet; on a disk that outlives this process. */
  public Settings spool(Path folder) {
    return new Settings(
        url, authorization, folder, maxSpoolBytes, strict, closeWait, segmentBytes, pace);
  }

  /**
   * How many bytes of a run may wait for the server; 1 GiB if not set, some twenty million points.
   * At least 4 MiB. What is logged beyond is dropped and counted, see {@link Receipt#dropped}.
   */
  public Settings maxSpoolBytes(long most) {
    return new Settings(
        url,
        authorization,
        spool,
        Math.max(most, 2L * segmentBytes),
        strict,
        closeWait,
        segmentBytes,
        pace);
  }

  /** Logging calls throw a {@link ModelyardException} for what they would drop and count. */
  public Settings strict() {
    return new Settings(
        url, authorization, spool, maxSpoolBytes, true, closeWait, segmentBytes, pace);
  }

  /** How long closing a run waits for the server, 10 seconds if not set; zero: not at all. */
  public Settings closeWait(Duration most) {
    return new Settings(url, authorization, spool, maxSpoolBytes, strict, most, segmentBytes, pace);
  }

  /** For tests: small segments and short pauses. */
  Settings paced(int segment, Pace other) {
    return new Settings(
        url, authorization, spool, maxSpoolBytes, strict, closeWait, segment, other);
  }

  String url() {
    return url;
  }

  @Nullable String authorization() {
    return authorization;
  }

  Path spool() {
    return spool;
  }

  long maxSpoolBytes() {
    return maxSpoolBytes;
  }

  boolean isStrict() {
    return strict;
  }

  Duration closeWait() {
    return closeWait;
  }

  int segmentBytes() {
    return segmentBytes;
  }

  Pace pace() {
    return pace;
  }
}
