package dev.modelyard.server.http;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other people's web pages from using a visitor's browser as a bridge to this server: the
 * Host must be one of ours (against DNS rebinding), and a call that changes state must not come
 * from a foreign origin. Applies to every path. Thread-safe.
 */
public final class Guard {
  private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");

  private final Set<String> hosts;
  private final Set<String> origins;

  /**
   * @param hosts names and addresses without port, lower case, IPv6 in brackets
   * @param origins foreign origins that may change state, such as {@code https://ml.example.org}
   */
  public Guard(Set<String> hosts, Set<String> origins) {
    this.hosts = Set.copyOf(hosts);
    this.origins = Set.copyOf(origins);
  }

  /** Refuses with PERMISSION_DENIED what a foreign page may have sent. */
  void check(Context context, boolean anyHost) {
    String host = context.req().getHeader("Host");
    if (!anyHost && (host == null || !hosts.contains(hostName(host)))) {
      throw new ApiException(
          ErrorCode.PERMISSION_DENIED,
          "This server does not answer to the host name of this request;"
              + " an operator can add it to MODELYARD_ALLOWED_HOSTS");
    }
    String origin = context.req().getHeader("Origin");
    if (origin != null
        && CHANGING.contains(context.req().getMethod())
        && !isOurs(origin, host)
        && !origins.contains(origin.toLowerCase(Locale.ROOT))) {
      throw new ApiException(
          ErrorCode.PERMISSION_DENIED,
          "A page of another origin may not change anything here;"
              + " an operator can add the origin to MODELYARD_ALLOWED_ORIGINS");
    }
  }

  /** The host without its port, lower case. */
  static String hostName(String host) {
    int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
    String name = end <= 0 ? host : host.substring(0, end);
    return name.toLowerCase(Locale.ROOT);
  }

  /** Whether the origin's host and port are the ones that the request was sent to. */
  private static boolean isOurs(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    return host != null && scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
  }
}
