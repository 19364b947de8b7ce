package dev.modelyard.server.http;

import dev.modelyard.server.auth.Principal;
import java.net.URI;
import java.util.function.Supplier;

/** Who sent a request, and how they reach this server. */
public final class Caller {
  private final Principal principal;
  private final Supplier<URI> address;

  Caller(Principal principal, Supplier<URI> address) {
    this.principal = principal;
    this.address = address;
  }

  /** On whose behalf the request comes. */
  public Principal principal() {
    return principal;
  }

  /** This server's address as the caller sees it, with a slash at its end. */
  public URI address() {
    return address.get();
  }
}
