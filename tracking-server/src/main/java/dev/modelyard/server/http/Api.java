package dev.modelyard.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.modelyard.server.auth.Principal;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.JsonFields;
import dev.modelyard.server.wire.PathFields;
import dev.modelyard.server.wire.QueryFields;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The route table. A feature declares each of its calls once, by {@link #under}; prefixes, JSON and
 * methods are this package's business.
 */
public final class Api {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          // Until the answer is whole, or larger than the buffer, it can still become an error.
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private static final String PRINCIPAL = "modelyard.principal";

  private final List<Route> routes = new ArrayList<>();
  private Route.@Nullable Action elsewhere;
  private final @Nullable URI publicUrl;

  /**
   * An empty table.
   *
   * @param publicUrl the address under which callers reach this server, with a slash at its end;
   *     null when it is what their requests say
   */
  public Api(@Nullable URI publicUrl) {
    this.publicUrl = publicUrl;
  }

  /** Where calls with this prefix are declared. */
  public Calls under(Prefix prefix) {
    return new Calls(this, prefix);
  }

  /** All that was declared. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /**
   * Says what people see who open an address that no route has; programs are told in JSON all the
   * same, and so is everyone below the prefixes of the APIs.
   */
  public void elsewhere(Route.Action page) {
    elsewhere = page;
  }

  /** What answers a request that no route has; null for an error in JSON. */
  Route.@Nullable Action elsewhere(Context context) {
    return isPerson(context) ? elsewhere : null;
  }

  /** Whether somebody opens an address in a browser, and no program calls an API. */
  static boolean isPerson(Context context) {
    String accept = context.header("Accept");
    return (context.method().equals(HandlerType.GET) || context.method().equals(HandlerType.HEAD))
        && accept != null
        && accept.contains("text/html")
        && !Prefix.isApi(context.path());
  }

  void add(Route route) {
    routes.add(route);
  }

  /** Notes on whose behalf a request comes. */
  static void identify(Context context, Principal principal) {
    context.attribute(PRINCIPAL, principal);
  }

  /** On whose behalf a request comes; anonymous before that is known. */
  static Principal principal(Context context) {
    Principal principal = context.attribute(PRINCIPAL);
    return principal == null ? Principal.ANONYMOUS : principal;
  }

  Caller caller(Context context) {
    return new Caller(principal(context), context.userAgent(), () -> address(context));
  }

  private URI address(Context context) {
    return publicUrl != null
        ? publicUrl
        : URI.create(context.req().getScheme() + "://" + context.req().getHeader("Host") + "/");
  }

  static <T> T query(Context context, Function<FieldReader, T> shape) throws IOException {
    String query = context.queryString();
    if (query == null && Bodies.isPresent(context)) {
      return JsonFields.read(Bodies.json(context, Bodies.MAX_JSON), withPath(context, shape));
    }
    return withPath(context, shape).apply(new QueryFields(query == null ? "" : query));
  }

  static <T> T body(Context context, Function<FieldReader, T> shape, int most) throws IOException {
    boolean none = context.method().equals(HandlerType.DELETE) && !Bodies.isPresent(context);
    return none
        ? withPath(context, shape).apply(new QueryFields(""))
        : JsonFields.read(Bodies.json(context, most), withPath(context, shape));
  }

  /** Adds what the path names to the fields of the request. */
  private static <T> Function<FieldReader, T> withPath(
      Context context, Function<FieldReader, T> shape) {
    Map<String, String> path = RawPath.fields(context);
    return path.isEmpty() ? shape : in -> shape.apply(new PathFields(in, path));
  }

  static void write(Context context, Answer answer, boolean compressed) throws IOException {
    if (Preconditions.isHeld(context, answer.etag())) {
      context.status(304);
      return;
    }
    context.status(answer.status());
    context.res().setContentType("application/json");
    if (compressed) {
      context.header("Vary", "Accept-Encoding");
    }
    if (compressed && Gzip.isTaken(context)) {
      try (Gzip body = Gzip.body(context)) {
        write(body, answer);
        body.finish();
      }
    } else {
      write(context.res().getOutputStream(), answer);
    }
  }

  private static void write(OutputStream body, Answer answer) throws IOException {
    try (JsonGenerator out = JSON.createGenerator(body)) {
      answer.writeTo(out);
    }
  }
}
