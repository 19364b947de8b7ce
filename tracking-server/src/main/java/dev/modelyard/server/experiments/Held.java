package dev.modelyard.server.experiments;

import java.util.Optional;

/** How a run or a logged model was found when it was held until the end of a transaction. */
public enum Held {
  /** Not there or deleted, and so not held. */
  INACTIVE,

  /** Active and held. */
  FREE,

  /** As {@link #FREE}; versions of guarded models need some or all of its files. */
  PROTECTED;

  public boolean isActive() {
    return this != INACTIVE;
  }

  /** What a row says, if there is one. */
  public static Held of(Optional<Boolean> isProtected) {
    return isProtected.map(yes -> yes ? PROTECTED : FREE).orElse(INACTIVE);
  }
}
