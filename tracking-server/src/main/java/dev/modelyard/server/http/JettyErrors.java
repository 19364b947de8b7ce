package dev.modelyard.server.http;

import dev.modelyard.server.error.ErrorCode;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Failures that Jetty meets before we see a request, such as broken syntax, in our JSON form. */
final class JettyErrors extends ErrorHandler {

  /** Jetty has no body for PUT, DELETE and PATCH, which files are sent by. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String reason,
      @Nullable Throwable cause,
      Callback callback) {
    String id = RequestId.make();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(RequestId.HEADER, id);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    byte[] body = Failures.body(false, code(status), message(status), id);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private static ErrorCode code(int status) {
    return switch (status) {
      case 404 -> ErrorCode.ENDPOINT_NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 408 -> ErrorCode.REQUEST_TIMEOUT;
      case 413 -> ErrorCode.REQUEST_TOO_LARGE;
      case 414 -> ErrorCode.URI_TOO_LONG;
      case 431 -> ErrorCode.HEADERS_TOO_LARGE;
      case 503 -> ErrorCode.TEMPORARILY_UNAVAILABLE;
      default -> status == 500 ? ErrorCode.INTERNAL_ERROR : ErrorCode.INVALID_PARAMETER_VALUE;
    };
  }

  private static String message(int status) {
    return switch (status) {
      case 400 -> "The request is not valid HTTP";
      case 404 -> "There is no such call";
      case 408 -> "The request did not arrive in time";
      case 413 -> "The request is too large";
      case 414 -> "The path and query are too long";
      case 431 -> "The head of the request is too large";
      case 503 -> "The server is stopping or overloaded, try again";
      default -> "The request could not be handled (HTTP status " + status + ")";
    };
  }
}
