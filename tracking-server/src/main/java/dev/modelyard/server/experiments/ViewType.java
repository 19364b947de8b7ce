package dev.modelyard.server.experiments;

import dev.modelyard.server.wire.WireEnum;

/** Which experiments or runs a search shows, by lifecycle. */
public enum ViewType implements WireEnum {
  ACTIVE_ONLY(1),
  DELETED_ONLY(2),
  ALL(3);

  private final int number;

  ViewType(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }

  /** The condition on a boolean column or expression that says what is deleted. */
  public String sql(String deleted) {
    return switch (this) {
      case ACTIVE_ONLY -> "NOT (" + deleted + ")";
      case DELETED_ONLY -> "(" + deleted + ")";
      case ALL -> "TRUE";
    };
  }
}
