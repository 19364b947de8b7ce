package dev.modelyard.server.error;

/**
 * An expected failure that the caller is told about: its message is sent as it is, so it never
 * holds SQL, class names or paths of the server. Carries no stack trace, since it is no defect.
 */
public final class ApiException extends RuntimeException {
  private final ErrorCode code;

  public ApiException(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public static ApiException invalid(String message) {
    return new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, message);
  }

  public static ApiException notFound(String message) {
    return new ApiException(ErrorCode.RESOURCE_DOES_NOT_EXIST, message);
  }

  public static ApiException conflict(String message) {
    return new ApiException(ErrorCode.RESOURCE_CONFLICT, message);
  }

  public static ApiException unavailable(String message) {
    return new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, message);
  }

  public ErrorCode code() {
    return code;
  }

  /** The message, never null: both constructors' callers give one. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? code.name() : message;
  }
}
