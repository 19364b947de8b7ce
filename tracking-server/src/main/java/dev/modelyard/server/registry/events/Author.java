package dev.modelyard.server.registry.events;

import dev.modelyard.server.auth.Principal;
import dev.modelyard.server.wire.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a change, and why.
 *
 * @param reason in the author's own words, null when none was given
 */
public record Author(Principal principal, @Nullable String reason) {
  /** Longest reason in characters. */
  private static final int MAX_REASON = 10_000;

  public Author {
    if (reason != null) {
      Texts.atMost(MAX_REASON, reason, "The reason");
    }
  }

  /** Somebody who does not say why. */
  public static Author of(Principal principal) {
    return new Author(principal, null);
  }
}
