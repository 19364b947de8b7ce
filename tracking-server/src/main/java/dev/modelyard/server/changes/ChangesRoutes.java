package dev.modelyard.server.changes;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.page.PageRoutes;

/** The call that tells what has changed, once or on and on. */
public final class ChangesRoutes {
  private final Watchers watchers;

  public ChangesRoutes(Watchers watchers) {
    this.watchers = watchers;
  }

  /**
   * {@code pages}: the documents tell how far changes had come, so that their pages go on there.
   */
  public void register(Api api, PageRoutes pages) {
    pages.cursor(watchers::head);
    api.under(Prefix.OWN).feed("changes", Permission.READ, ChangesRequest::read, watchers);
  }
}
