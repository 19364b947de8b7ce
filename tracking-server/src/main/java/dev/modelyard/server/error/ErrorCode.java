package dev.modelyard.server.error;

/** Error codes of the wire with the HTTP status that MLflow's clients expect beside each. */
public enum ErrorCode {
  INVALID_PARAMETER_VALUE(400),
  RESOURCE_ALREADY_EXISTS(400),
  UNAUTHENTICATED(401),
  PERMISSION_DENIED(403),
  RESOURCE_DOES_NOT_EXIST(404),
  ENDPOINT_NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  REQUEST_TIMEOUT(408),
  RESOURCE_CONFLICT(409),
  PRECONDITION_FAILED(412),
  REQUEST_TOO_LARGE(413),
  URI_TOO_LONG(414),
  RANGE_NOT_SATISFIABLE(416),
  RESOURCE_EXHAUSTED(429),
  HEADERS_TOO_LARGE(431),
  INTERNAL_ERROR(500),
  DATA_LOSS(500),
  NOT_IMPLEMENTED(501),
  TEMPORARILY_UNAVAILABLE(503),
  INSUFFICIENT_STORAGE(507);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }
}
