package dev.modelyard.server.http;

import dev.modelyard.server.auth.Principal;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who sent a request, with what, and how they reach this server. */
public final class Caller {
  private static final int MOST_OF_CLIENT = 100;

  private final Principal principal;
  private final String userAgent;
  private final Supplier<URI> address;

  Caller(Principal principal, @Nullable String userAgent, Supplier<URI> address) {
    this.principal = principal;
    this.userAgent = userAgent == null ? "" : userAgent;
    this.address = address;
  }

  /** On whose behalf the request comes. */
  public Principal principal() {
    return principal;
  }

  /**
   * The program that sent it: the first word of its User-Agent, such as {@code
   * mlflow-python-client/3.17.2}, in up to 100 visible ASCII characters. Empty when it tells none.
   */
  public String client() {
    String word = userAgent.strip().split("\\s", 2)[0].replaceAll("[^!-~]", "?");
    return word.substring(0, Math.min(MOST_OF_CLIENT, word.length()));
  }

  /** Whether a person looks: browsers, and only they, go by this name. */
  public boolean isBrowser() {
    return userAgent.startsWith("Mozilla/");
  }

  /** This server's address as the caller sees it, with a slash at its end. */
  public URI address() {
    return address.get();
  }
}
