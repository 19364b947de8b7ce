package dev.modelyard.server;

import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.db.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Understands both ways in which people write where their PostgreSQL is. */
final class DatabaseUrl {
  private static final String JDBC = "jdbc:postgresql:";

  private DatabaseUrl() {}

  /**
   * Takes {@code jdbc:postgresql://…} as it is and turns {@code postgres://user:password@host/db}
   * (also {@code postgresql://}) into the same.
   *
   * @throws IllegalArgumentException whose message says what the URL must look like, without it
   */
  static DatabaseAddress parse(String url, String user, Secret password) {
    if (url.startsWith(JDBC)) {
      return new DatabaseAddress(url, user, password);
    }
    try {
      URI uri = new URI(url);
      boolean postgres = "postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme());
      if (!postgres || uri.getHost() == null || uri.getRawPath().length() < 2) {
        throw unusable();
      }
      String login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
      int colon = login.indexOf(':');
      String urlUser = decoded(colon < 0 ? login : login.substring(0, colon));
      String urlPassword = colon < 0 ? "" : decoded(login.substring(colon + 1));
      return new DatabaseAddress(
          "jdbc:postgresql://"
              + uri.getHost()
              + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
              + uri.getRawPath()
              + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
          urlUser.isEmpty() ? user : urlUser,
          urlPassword.isEmpty() ? password : new Secret(urlPassword));
    } catch (URISyntaxException malformed) {
      throw unusable();
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException unusable() {
    return new IllegalArgumentException(
        "must look like jdbc:postgresql://host:5432/database"
            + " or postgres://user:password@host:5432/database");
  }
}
