package dev.modelyard.server.changes;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Prefix;

/** The call that tells what has changed, once or on and on. */
public final class ChangesRoutes {
  private final Watchers watchers;

  public ChangesRoutes(Watchers watchers) {
    this.watchers = watchers;
  }

  public void register(Api api) {
    api.under(Prefix.OWN).feed("changes", Permission.READ, ChangesRequest::read, watchers);
  }
}
