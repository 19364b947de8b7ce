package dev.modelyard.client.send;

import java.time.Duration;

/** How patient a sender is. */
public final class Pace {
  /** For everyday use. */
  public static final Pace USUAL =
      new Pace(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofSeconds(30));

  private final Duration linger;
  private final Duration firstPause;
  private final Duration longestPause;

  /**
   * A pace.
   *
   * @param linger how often a sender with nothing to do looks for something
   * @param firstPause how long it waits after the first failure; each one doubles it
   * @param longestPause the longest that it waits, unless the server asks for more
   */
  public Pace(Duration linger, Duration firstPause, Duration longestPause) {
    this.linger = linger;
    this.firstPause = firstPause;
    this.longestPause = longestPause;
  }

  Duration linger() {
    return linger;
  }

  Duration firstPause() {
    return firstPause;
  }

  Duration longestPause() {
    return longestPause;
  }
}
