package dev.modelyard.server.registry;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;

/** By which rules the versions of a registered model move. */
public enum ModelMode {
  /** Exactly MLflow's rules. */
  OPEN,

  /**
   * Production goes from one version to the next in one step, so there is never none and never two;
   * what is in Production, and what a protected alias points to, cannot be deleted or overwritten.
   */
  GUARDED;

  /** As our own routes and the setting of the default spell it. */
  public String wire() {
    return switch (this) {
      case OPEN -> "open";
      case GUARDED -> "guarded";
    };
  }

  boolean isGuarded() {
    return this == GUARDED;
  }

  static ModelMode of(boolean guarded) {
    return guarded ? GUARDED : OPEN;
  }

  /** The mode that {@code text} names. */
  public static ModelMode named(String text) {
    for (ModelMode mode : values()) {
      if (mode.wire().equals(text)) {
        return mode;
      }
    }
    throw ApiException.invalid(
        "Invalid mode '" + Texts.excerpt(text) + "': it must be 'open' or 'guarded'");
  }
}
