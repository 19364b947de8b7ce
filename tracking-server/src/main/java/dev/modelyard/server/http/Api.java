package dev.modelyard.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.JsonFields;
import dev.modelyard.server.wire.PathFields;
import dev.modelyard.server.wire.QueryFields;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The route table. A feature declares each of its calls here once, with its permission, how its
 * request is read and who answers it; prefixes, JSON and methods are this class's business.
 */
public final class Api {
  /** Every call of MLflow's classic API is reached under both. */
  private static final List<String> MLFLOW_2 = List.of("/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/");

  /** The second of them, under which alone MLflow serves a few calls of its page. */
  private static final List<String> AJAX_2 = List.of("/ajax-api/2.0/mlflow/");

  private static final List<String> MLFLOW_3 = List.of("/api/3.0/mlflow/", "/ajax-api/3.0/mlflow/");

  /** The calls that move files which this server keeps. */
  private static final List<String> MLFLOW_ARTIFACTS =
      List.of("/api/2.0/mlflow-artifacts/", "/ajax-api/2.0/mlflow-artifacts/");

  /** Our own additions. */
  public static final String OWN = "/api/modelyard/1.0/";

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          // Until the answer is whole, or larger than the buffer, it can still become an error.
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private final List<Route> routes = new ArrayList<>();
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

  /** A call with a JSON body under MLflow's prefixes. */
  public <T> void post(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    withBody(
        HandlerType.POST, under(MLFLOW_2, path), permission, Route.Kind.ORDINARY, shape, answer);
  }

  /** As {@link #post}, for calls that come thousands of times a second. */
  public <T> void postFrequent(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    withBody(
        HandlerType.POST, under(MLFLOW_2, path), permission, Route.Kind.FREQUENT, shape, answer);
  }

  /** As {@link #post}, for a call that MLflow serves under its page's prefix alone. */
  public <T> void postAjax(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    withBody(HandlerType.POST, under(AJAX_2, path), permission, Route.Kind.ORDINARY, shape, answer);
  }

  /** As {@link #post}, with the method PATCH. */
  public <T> void patch(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    withBody(
        HandlerType.PATCH, under(MLFLOW_2, path), permission, Route.Kind.ORDINARY, shape, answer);
  }

  /**
   * As {@link #post}, with the method DELETE. Like MLflow it reads what the path does not name from
   * the body, never from a query string; the body may be left out.
   */
  public <T> void delete(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    withBody(
        HandlerType.DELETE, under(MLFLOW_2, path), permission, Route.Kind.ORDINARY, shape, answer);
  }

  /** As {@link #post}, for a call whose body may have 64 MiB. */
  public <T> void postLarge(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    withBody(
        HandlerType.POST,
        under(MLFLOW_2, path),
        permission,
        Route.Kind.ORDINARY,
        shape,
        answer,
        Bodies.MAX_LARGE_JSON);
  }

  private <T> void withBody(
      HandlerType method,
      List<String> paths,
      Permission permission,
      Route.Kind kind,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    withBody(method, paths, permission, kind, shape, answer, Bodies.MAX_JSON);
  }

  private <T> void withBody(
      HandlerType method,
      List<String> paths,
      Permission permission,
      Route.Kind kind,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer,
      int most) {
    add(
        method,
        paths,
        permission,
        kind,
        context -> write(context, answer.apply(body(context, shape, most))));
  }

  /** A call with a query string under MLflow's prefixes; without any, a JSON body is read. */
  public <T> void get(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    get(under(MLFLOW_2, path), permission, shape, answer);
  }

  /** A call that MLflow takes both ways. */
  public <T> void getOrPost(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    get(path, permission, shape, answer);
    post(path, permission, shape, answer);
  }

  /** As {@link #get}, for a call that MLflow serves under its page's prefix alone. */
  public <T> void getAjax(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    get(under(AJAX_2, path), permission, shape, answer);
  }

  /** As {@link #get}, under the prefixes of MLflow's 3.0 API. */
  public <T> void get3(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    get(under(MLFLOW_3, path), permission, shape, answer);
  }

  /** As {@link #get}, for a call of our own, whose failures are problem details (RFC 9457). */
  public <T> void getOwn(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    get(List.of(OWN + path), permission, shape, answer);
  }

  private <T> void get(
      List<String> paths,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    add(
        HandlerType.GET,
        paths,
        permission,
        Route.Kind.ORDINARY,
        context -> write(context, answer.apply(query(context, shape))));
  }

  /** As {@link #get}, under MLflow's prefixes of the artifact calls. */
  public <T> void getArtifacts(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    get(under(MLFLOW_ARTIFACTS, path), permission, shape, answer);
  }

  /** As {@link #post}, under MLflow's prefixes of the artifact calls. */
  public <T> void postArtifacts(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    withBody(
        HandlerType.POST,
        under(MLFLOW_ARTIFACTS, path),
        permission,
        Route.Kind.ORDINARY,
        shape,
        answer);
  }

  /**
   * As {@link #postArtifacts(String, Permission, Function, Function)}, for a call whose answer
   * holds URLs of this server: {@code answer} gets the address, with a slash at its end, under
   * which the caller reaches it.
   */
  public <T> void postArtifacts(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      BiFunction<T, URI, Answer> answer) {
    add(
        HandlerType.POST,
        under(MLFLOW_ARTIFACTS, path),
        permission,
        Route.Kind.ORDINARY,
        context ->
            write(
                context, answer.apply(body(context, shape, Bodies.MAX_JSON), publicUrl(context))));
  }

  private URI publicUrl(Context context) {
    return publicUrl != null
        ? publicUrl
        : URI.create(context.req().getScheme() + "://" + context.req().getHeader("Host") + "/");
  }

  /** As {@link #delete}, under MLflow's prefixes of the artifact calls. */
  public <T> void deleteArtifacts(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    withBody(
        HandlerType.DELETE,
        under(MLFLOW_ARTIFACTS, path),
        permission,
        Route.Kind.ORDINARY,
        shape,
        answer);
  }

  /** A call under MLflow's prefixes of the artifact calls that moves the bytes of a file. */
  public void transferArtifacts(
      HandlerType method, String path, Permission permission, Route.Action action) {
    add(method, under(MLFLOW_ARTIFACTS, path), permission, Route.Kind.TRANSFER, action);
  }

  /** As {@link #transferArtifacts}, under MLflow's prefix of its page's calls. */
  public void transferAjax(
      HandlerType method, String path, Permission permission, Route.Action action) {
    add(method, under(AJAX_2, path), permission, Route.Kind.TRANSFER, action);
  }

  /** As {@link #transferArtifacts}, for a call of our own. */
  public void transferOwn(
      HandlerType method, String path, Permission permission, Route.Action action) {
    add(method, List.of(OWN + path), permission, Route.Kind.TRANSFER, action);
  }

  /** As {@link #transferArtifacts}, under exactly this path. */
  public void transfer(
      HandlerType method, String path, Permission permission, Route.Action action) {
    add(method, List.of(path), permission, Route.Kind.TRANSFER, action);
  }

  /** A page outside the APIs, such as a probe, that answers by itself. */
  public void page(String path, Permission permission, Route.Kind kind, Route.Action action) {
    add(HandlerType.GET, List.of(path), permission, kind, action);
  }

  /** All that was declared. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  private static <T> T query(Context context, Function<FieldReader, T> shape) throws IOException {
    String query = context.queryString();
    if (query == null && Bodies.isPresent(context)) {
      return JsonFields.read(Bodies.json(context, Bodies.MAX_JSON), withPath(context, shape));
    }
    return withPath(context, shape).apply(new QueryFields(query == null ? "" : query));
  }

  private static <T> T body(Context context, Function<FieldReader, T> shape, int most)
      throws IOException {
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

  private static void write(Context context, Answer answer) throws IOException {
    context.res().setContentType("application/json");
    try (JsonGenerator out = JSON.createGenerator(context.res().getOutputStream())) {
      answer.writeTo(out);
    }
  }

  private static List<String> under(List<String> prefixes, String path) {
    return prefixes.stream().map(prefix -> prefix + path).toList();
  }

  private void add(
      HandlerType method,
      List<String> paths,
      Permission permission,
      Route.Kind kind,
      Route.Action action) {
    routes.add(new Route(method, paths, permission, kind, action));
  }
}
