package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.wire.WireEnum;

/** How far a logged model is, as its client says; the wire lets any follow any. */
public enum ModelStatus implements WireEnum {
  LOGGED_MODEL_STATUS_UNSPECIFIED(0),
  LOGGED_MODEL_PENDING(1),
  LOGGED_MODEL_READY(2),
  LOGGED_MODEL_UPLOAD_FAILED(3);

  private final int number;

  ModelStatus(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }

  static ModelStatus numbered(int number) {
    return values()[number];
  }
}
