package dev.modelyard.server.http;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import io.javalin.http.HandlerType;
import java.util.function.Function;

/**
 * Declares the calls of one {@link Prefix}: each with its permission, how its request is read and
 * who answers it. A GET reads a query string or, without any, a JSON body; the other methods read a
 * JSON body. What the path names is a field of the request like any other.
 */
public final class Calls {
  private final Api api;
  private final Prefix prefix;

  Calls(Api api, Prefix prefix) {
    this.api = api;
    this.prefix = prefix;
  }

  /** Answers a request, knowing who sent it. */
  @FunctionalInterface
  public interface Handler<T> {
    Answer answer(T request, Caller caller);
  }

  public <T> void get(
      String path, Permission permission, Function<FieldReader, T> shape, Handler<T> handler) {
    api.addQuery(prefix.paths(path), permission, shape, handler);
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

  /** As {@link #post}, for calls that come thousands of times a second. */
  public <T> void postFrequent(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    api.addBody(
        HandlerType.POST,
        prefix.paths(path),
        permission,
        Route.Kind.FREQUENT,
        shape,
        handler(answer),
        Bodies.MAX_JSON);
  }

  /** As {@link #post}, for a call whose body may have 64 MiB. */
  public <T> void postLarge(
      String path,
      Permission permission,
      Function<FieldReader, T> shape,
      Function<T, Answer> answer) {
    api.addBody(
        HandlerType.POST,
        prefix.paths(path),
        permission,
        Route.Kind.ORDINARY,
        shape,
        handler(answer),
        Bodies.MAX_LARGE_JSON);
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

  /** A call that moves the bytes of a file. */
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
    api.addBody(
        method,
        prefix.paths(path),
        permission,
        Route.Kind.ORDINARY,
        shape,
        handler,
        Bodies.MAX_JSON);
  }

  private static <T> Handler<T> handler(Function<T, Answer> answer) {
    return (request, caller) -> answer.apply(request);
  }
}
