package dev.modelyard.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place that turns failures into answers: JSON with {@code error_code} and {@code
 * message}, on our own routes as a problem detail (RFC 9457) that carries the same. What was not
 * expected is logged once with its stack and told to the caller as a request id alone.
 */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);
  private static final JsonFactory JSON = new JsonFactory();

  /** Seconds after which a caller may try again when the server is not able to answer now. */
  private static final String RETRY_AFTER = "1";

  private Failures() {}

  /** Answers a failure of any kind. */
  static void answer(Exception failure, Context context) {
    if (failure instanceof ApiException expected) {
      write(context, expected.code(), expected.getMessage());
    } else if (failure instanceof MethodNotAllowedResponse wrong) {
      methodNotAllowed(context, wrong);
    } else if (failure instanceof HttpResponseException http && http.getStatus() == 404) {
      write(
          context,
          ErrorCode.ENDPOINT_NOT_FOUND,
          "There is no such call: " + context.method().name() + " " + context.path());
    } else if (isCallersFault(failure)) {
      write(context, ErrorCode.INVALID_PARAMETER_VALUE, "The request could not be read to its end");
    } else {
      unexpected(failure, context);
    }
  }

  /** Answers what is a defect of ours. */
  static void unexpected(Throwable failure, Context context) {
    String id = RequestId.of(context);
    log.error("request {} {} {} failed", id, context.method().name(), context.path(), failure);
    write(context, ErrorCode.INTERNAL_ERROR, "Internal error, see the server's log for " + id);
  }

  /** Gives a body to the answer of a request that did not arrive in time. */
  static void timedOut(Context context) {
    write(context, ErrorCode.REQUEST_TIMEOUT, "The request did not arrive in time");
  }

  /** The body of an error answer. */
  static byte[] body(boolean problem, ErrorCode code, String message, String requestId) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      if (problem) {
        out.writeStringField("type", "about:blank");
        out.writeStringField("title", code.name());
        out.writeNumberField("status", code.status());
        out.writeStringField("detail", message);
      }
      out.writeStringField("error_code", code.name());
      out.writeStringField("message", message);
      out.writeStringField("request_id", requestId);
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(Context context, ErrorCode code, String message) {
    if (context.res().isCommitted()) {
      // Part of a good answer is on its way: only a cut connection tells the caller that it failed.
      Connections.cut(context);
      return;
    }
    context.res().resetBuffer();
    Gzip.undo(context);
    context.status(code.status());
    if (code.status() == 503 || code.status() == 429) {
      context.header("Retry-After", RETRY_AFTER);
    }
    boolean problem = Prefix.OWN.isOf(context.path());
    context.res().setContentType(problem ? "application/problem+json" : "application/json");
    byte[] body = body(problem, code, message, RequestId.of(context));
    try {
      context.res().setContentLength(body.length);
      context.res().getOutputStream().write(body);
    } catch (IOException gone) {
      log.debug("caller went away before its error answer", gone);
    }
  }

  private static void methodNotAllowed(Context context, MethodNotAllowedResponse wrong) {
    String allowed =
        String.join(", ", wrong.getDetails().getOrDefault("availableMethods", "").split(", "));
    context.header("Allow", allowed);
    if (context.method().name().equals("OPTIONS")) {
      context.status(204);
      return;
    }
    write(
        context,
        ErrorCode.METHOD_NOT_ALLOWED,
        "The method " + context.method().name() + " is not allowed here, only " + allowed);
  }

  /** The caller stopped sending, sent too slowly, or sent a body that HTTP cannot take. */
  private static boolean isCallersFault(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof HttpException
          || t instanceof EofException
          || t instanceof QuietException
          || t instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }
}
