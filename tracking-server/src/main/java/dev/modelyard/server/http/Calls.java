package dev.modelyard.server.http;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.PathFields;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

/**
 * Declares the calls of one {@link Prefix}: each with its permission, how its request is read and
 * who answers it. A GET reads a query string or, without any, a JSON body; the other methods read a
 * JSON body. What the path names is a field of the request like any other.
 */
public final class Calls {
  /** The field with the id of the last event that the caller of a feed has seen. */
  public static final String LAST_EVENT_ID = "last_event_id";

  private final Api api;
  private final Prefix prefix;
  private final Route.Kind kind;
  private final int mostBody;
  private final boolean compressed;

  Calls(Api api, Prefix prefix) {
    this(api, prefix, Route.Kind.ORDINARY, Bodies.MAX_JSON, false);
  }

  private Calls(Api api, Prefix prefix, Route.Kind kind, int mostBody, boolean compressed) {
    this.api = api;
    this.prefix = prefix;
    this.kind = kind;
    this.mostBody = mostBody;
    this.compressed = compressed;
  }

  /** For calls that come thousands of times a second. */
  public Calls frequent() {
    return new Calls(api, prefix, Route.Kind.FREQUENT, mostBody, compressed);
  }

  /** For calls whose body may have 64 MiB. */
  public Calls large() {
    return new Calls(api, prefix, kind, Bodies.MAX_LARGE_JSON, compressed);
  }

  /** For calls with large answers, which are compressed where the caller takes that. */
  public Calls compressed() {
    return new Calls(api, prefix, kind, mostBody, true);
  }

  /** Answers a request, knowing who sent it. */
  @FunctionalInterface
  public interface Handler<T> {
    Answer answer(T request, Caller caller);
  }

  public <T> void get(
      String path, Permission permission, Function<FieldReader, T> shape, Handler<T> handler) {
    add(
        HandlerType.GET,
        path,
        permission,
        context -> handler.answer(Api.query(context, shape), api.caller(context)));
  }

  public <T> void get(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    get(path, permission, shape, handler(answer));
  }

  public <T> void post(
      String path, Permission permission, Function<FieldReader, T> shape, Handler<T> handler) {
    add(HandlerType.POST, path, permission, shape, handler);
  }

  public <T> void post(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    post(path, permission, shape, handler(answer));
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

  public <T> void put(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    add(HandlerType.PUT, path, permission, shape, handler(answer));
  }

  public <T> void patch(
      String path, Permission permission, Function<FieldReader, T> shape, Handler<T> handler) {
    add(HandlerType.PATCH, path, permission, shape, handler);
  }

  public <T> void patch(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    patch(path, permission, shape, handler(answer));
  }

  /**
   * Like MLflow it reads what the path does not name from the body, never from a query string; the
   * body may be left out.
   */
  public <T> void delete(
      String path, Permission permission, Function<FieldReader, T> shape, Handler<T> handler) {
    add(HandlerType.DELETE, path, permission, shape, handler);
  }

  /** As {@link #delete(String, Permission, Function, Handler)}. */
  public <T> void delete(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    delete(path, permission, shape, handler(answer));
  }

  /**
   * A call that answers once or, to callers who take {@code text/event-stream} and do not say
   * {@code poll=true}, goes on telling. Where such a caller goes on, its {@code Last-Event-ID} is
   * the field {@value #LAST_EVENT_ID}.
   */
  public <T> void feed(
      String path, Permission permission, Function<FieldReader, T> shape, Feed<T> feed) {
    page(path, permission, Route.Kind.FEED, context -> serve(context, shape, feed));
  }

  private static <T> void serve(Context context, Function<FieldReader, T> shape, Feed<T> feed)
      throws IOException {
    String lastEvent = context.header("Last-Event-ID");
    T request =
        Api.query(
            context,
            lastEvent == null || lastEvent.isEmpty()
                ? shape
                : in -> shape.apply(new PathFields(in, Map.of(LAST_EVENT_ID, lastEvent))));
    if (EventStream.isWanted(context)) {
      EventStream stream = new EventStream(context);
      feed.follow(request, stream);
      stream.open();
    } else {
      Api.write(context, feed.now(request), false);
    }
  }

  /** Moves the bytes of a file, knowing who asks. */
  @FunctionalInterface
  public interface Transfer {
    void move(Context context, Caller caller) throws IOException;
  }

  /** A call that moves the bytes of a file. */
  public void transfer(HandlerType method, String path, Permission permission, Transfer transfer) {
    transfer(method, path, permission, context -> transfer.move(context, api.caller(context)));
  }

  /** A call that moves the bytes of a file, whoever asks. */
  public void transfer(
      HandlerType method, String path, Permission permission, Route.Action action) {
    api.add(new Route(method, prefix.paths(path), permission, Route.Kind.TRANSFER, action));
  }

  /** A page that answers by itself, such as a probe. */
  public void page(String path, Permission permission, Route.Kind kind, Route.Action action) {
    api.add(new Route(HandlerType.GET, prefix.paths(path), permission, kind, action));
  }

  private <T> void add(
      HandlerType method,
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Handler<T> handler) {
    add(
        method,
        path,
        permission,
        context -> handler.answer(Api.body(context, shape, mostBody), api.caller(context)));
  }

  private interface Answering {
    Answer answer(Context context) throws IOException;
  }

  private void add(HandlerType method, String path, Permission permission, Answering answering) {
    Route.Action action = context -> Api.write(context, answering.answer(context), compressed);
    api.add(new Route(method, prefix.paths(path), permission, kind, action));
  }

  private static <T> Handler<T> handler(Function<T, Answer> answer) {
    return (request, caller) -> answer.apply(request);
  }
}
