package dev.modelyard.client.wire;

import java.io.IOException;
import java.util.OptionalLong;

/** A server that answered, but not as asked. Carries no stack trace: what counts is its answer. */
public final class ServerFailure extends IOException {
  private final int status;
  private final String code;
  private final OptionalLong retryAfter;

  ServerFailure(int status, String code, String message, OptionalLong retryAfter) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** The failure that an answer tells of. */
  static ServerFailure of(Http.Answer answer) {
    Json body = Json.readOrMissing(answer.body());
    String message = body.get("message").text("");
    return new ServerFailure(
        answer.status(),
        body.get("error_code").text(""),
        message.isEmpty() ? "HTTP status " + answer.status() : message,
        answer.retryAfter());
  }

  public int status() {
    return status;
  }

  /** The wire's word for it, or "" when the answer had none. */
  public String code() {
    return code;
  }

  public OptionalLong retryAfter() {
    return retryAfter;
  }

  /** The server does not know this call. */
  public boolean isUnknownCall() {
    return (status == 404 || status == 405) && !isUnknownThing();
  }

  /** The server knows the call, but not what it names. */
  public boolean isUnknownThing() {
    return code.equals("RESOURCE_DOES_NOT_EXIST");
  }

  /** Asking the same again can only be refused again; 409 is about what came before. */
  public boolean isRefusal() {
    return status == 400 || status == 413 || status == 422;
  }
}
