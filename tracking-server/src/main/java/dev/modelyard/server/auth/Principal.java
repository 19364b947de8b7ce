package dev.modelyard.server.auth;

import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a request comes.
 *
 * @param user the user's name
 * @param way how the request came in
 * @param tokenId which of the user's tokens it showed, null where none was needed
 */
public record Principal(String user, Way way, @Nullable String tokenId) {
  /** How a request comes in. */
  public enum Way {
    UI,
    API,
    CLIENT
  }

  /** Whoever calls a server that demands no login, with a client of MLflow's or ours. */
  public static final Principal ANONYMOUS_CLIENT = new Principal("anonymous", Way.CLIENT, null);

  /** Whoever looks at a page of a server that demands no login. */
  public static final Principal ANONYMOUS_UI = new Principal("anonymous", Way.UI, null);

  /** Whoever calls a server that demands no login, with anything else. */
  public static final Principal ANONYMOUS = new Principal("anonymous", Way.API, null);
}
