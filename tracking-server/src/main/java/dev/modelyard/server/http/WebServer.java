package dev.modelyard.server.http;

import dev.modelyard.server.auth.Access;
import dev.modelyard.server.auth.Principal;
import dev.modelyard.server.error.ErrorCode;
import dev.modelyard.server.error.StartupException;
import dev.modelyard.server.measure.Measures;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinBindException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a route table over HTTP: guards first, then rights, then the route. */
public final class WebServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebServer.class);

  /**
   * Twice what {@link AddressLimit} takes: of a longer head the parser has not read yet whether an
   * answer in HTML would be understood, so it is refused in JSON.
   */
  private static final int REQUEST_HEAD_BYTES = 2 * AddressLimit.MOST_CHARACTERS;

  /**
   * What is read from a connection at a time: uploads at the default of 8 KiB cost far more CPU.
   */
  private static final int INPUT_BUFFER_BYTES = 64 << 10;

  /**
   * Longer than proxies keep a connection that nobody uses: most do for 60 s. Who closes first must
   * be the one who sends, or a request may go out on a connection that is being closed.
   */
  private static final int IDLE_MILLIS = 75_000;

  private static final int STALL_MILLIS = 30_000;
  private static final int STOP_MILLIS = 30_000;

  /**
   * Names of files hold percent signs, semicolons and what not. Nothing here opens files by the
   * path of a request: what paths mean is decided in one place each, RawPath and ArtifactPath.
   */
  private static final UriCompliance ANY_NAME_IN_PATHS =
      UriCompliance.DEFAULT.with(
          "modelyard",
          UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
          UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
          UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
          UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
          UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
          UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS);

  private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

  // What the steps of one request hand on to each other, as attributes of the request.
  private static final String START = "modelyard.start";
  private static final String ROUTE = "modelyard.route";

  private final Set<String> probes;
  private final InetSocketAddress listen;
  private final Access access;
  private final Guard guard;
  private final Measures measures;
  private final Transfers transfers = new Transfers();
  private final AccessLog accessLog = new AccessLog();
  private final Draining draining = new Draining();
  private final Javalin javalin;
  private @Nullable Door door;

  public WebServer(
      InetSocketAddress listen, Api api, Access access, Guard guard, Measures measures) {
    this.listen = listen;
    this.access = access;
    this.guard = guard;
    this.measures = measures;
    this.probes =
        api.routes().stream()
            .filter(route -> route.kind() == Route.Kind.PROBE)
            .flatMap(route -> route.paths().stream())
            .collect(Collectors.toUnmodifiableSet());
    measures.underWay(draining::underWay);
    this.javalin = Javalin.create(config -> configure(config, api));
  }

  /** Starts to listen; fails when the address is taken. */
  public void start() {
    try {
      javalin.start();
    } catch (JavalinBindException taken) {
      throw new StartupException(
          "The address "
              + listen.getHostString()
              + ":"
              + listen.getPort()
              + " cannot be listened on: another process uses it, or it is not of this machine."
              + " Set MODELYARD_LISTEN to another one.");
    }
  }

  /** The port that is listened on. */
  public int port() {
    return javalin.port();
  }

  /**
   * Serves on for a while, but ends each connection with its next answer; then accepts no more
   * connections. Those that are there are still answered, until {@link #close}.
   */
  public void drain(Duration time) {
    draining.begin();
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    try {
      if (door != null) {
        door.shut();
      }
    } catch (IOException failure) {
      log.warn("the listening socket did not close in good order", failure);
    }
  }

  /** Stops to accept, lets requests under way finish for up to 30 s. */
  @Override
  public void close() {
    drain(Duration.ZERO);
    try {
      draining.await(STOP_MILLIS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    javalin.stop();
    accessLog.close();
  }

  private void configure(JavalinConfig config, Api api) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.generateEtags = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = Bodies.MAX_JSON;
    config.router.ignoreTrailingSlashes = false;
    config.router.caseInsensitiveRoutes = false;
    config.concurrency.useVirtualThreads = Runtime.version().feature() >= 21;
    config.jetty.modifyServer(
        server -> {
          server.setErrorHandler(new JettyErrors());
          server.setStopTimeout(STOP_MILLIS);
          server.insertHandler(draining);
          server.insertHandler(new UnreadBodies());
        });
    config.jetty.modifyServletContextHandler(
        context -> {
          context.setErrorHandler(new JettyErrors());
          context.getServletHandler().setDecodeAmbiguousURIs(true);
        });
    config.jetty.addConnector((server, http) -> connector(server, http));
    config.requestLogger.http((context, millis) -> answered(context));
    config.router.javaLangErrorHandler(WebServer::broken);

    config.routes.before(this::arrived);
    config.routes.exception(Exception.class, Failures::answer);
    // Javalin answers its own failures, such as an unknown path, in plain text unless told.
    config.routes.exception(
        HttpResponseException.class, (failure, context) -> refused(api, failure, context));
    // A body that stopped coming, which Javalin answers without one.
    config.routes.error(408, Failures::timedOut);
    for (Route route : api.routes()) {
      for (String path : route.paths()) {
        config.routes.addEndpoint(new Endpoint(route.method(), path, handler(route)));
        if (route.method().equals(HandlerType.GET)) {
          config.routes.addEndpoint(new Endpoint(HandlerType.HEAD, path, handler(route)));
        }
      }
    }
  }

  private Door connector(Server server, HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(REQUEST_HEAD_BYTES);
    http.setIdleTimeout(STALL_MILLIS);
    http.setUriCompliance(ANY_NAME_IN_PATHS);
    http.addCustomizer(WebServer::withoutMethodOverride);
    HttpConnectionFactory connections = new HttpConnectionFactory(http);
    connections.setInputBufferSize(INPUT_BUFFER_BYTES);
    Door connector = new Door(server, connections);
    connector.setHost(listen.getHostString());
    connector.setPort(listen.getPort());
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.setAcceptQueueSize(1024);
    door = connector;
    return connector;
  }

  /** A request has one method. Javalin would let a header say another, behind the guard's back. */
  private static Request withoutMethodOverride(
      Request request, HttpFields.Mutable responseHeaders) {
    if (!request.getHeaders().contains(METHOD_OVERRIDE)) {
      return request;
    }
    HttpFields headers =
        HttpFields.build(request.getHeaders()).remove(METHOD_OVERRIDE).asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpFields getHeaders() {
        return headers;
      }
    };
  }

  private void arrived(Context context) {
    context.attribute(START, System.nanoTime());
    context.header("X-Content-Type-Options", "nosniff");
    context.header("X-Frame-Options", "SAMEORIGIN");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Cache-Control", "private, no-cache");
    RequestId.of(context);
    guard.check(context, probes.contains(context.path()));
    AddressLimit.check(context);
  }

  private Handler handler(Route route) {
    return context -> {
      context.attribute(ROUTE, route);
      Principal principal = access.principal(context.userAgent(), context.header("Origin"));
      Api.identify(context, principal);
      access.require(route.permission(), principal);
      if (route.kind() == Route.Kind.TRANSFER) {
        transfers.run(route.action(), context);
      } else {
        route.action().run(context);
      }
    };
  }

  private static void refused(Api api, HttpResponseException failure, Context context) {
    Route.Action page = failure.getStatus() == 404 ? api.elsewhere(context) : null;
    if (page == null) {
      Failures.answer(failure, context);
      return;
    }
    try {
      context.status(404);
      page.run(context);
    } catch (Exception broken) {
      Failures.answer(broken, context);
    }
  }

  private void answered(Context context) {
    Long start = context.attribute(START);
    long nanos = start == null ? 0 : System.nanoTime() - start;
    String method = context.method().name();
    int status = context.statusCode();
    Route route = context.attribute(ROUTE);
    String template = route == null ? "unmatched" : route.template();
    Route.Kind kind = route == null ? Route.Kind.ORDINARY : route.kind();
    accessLog.write(
        kind,
        new AccessLog.Answered(method, template, status),
        nanos,
        RequestId.of(context),
        Api.principal(context));
    measures.request(kind.label(), method, template, status, nanos);
  }

  /** The last resort: an Error, such as a lack of memory, met on the way. */
  private static void broken(HttpServletResponse response, Error error) {
    log.error("a request failed", error);
    if (!response.isCommitted()) {
      response.setStatus(500);
      response.setContentType("application/json");
      byte[] body =
          Failures.body(false, ErrorCode.INTERNAL_ERROR, "Internal error", RequestId.make());
      try {
        response.getOutputStream().write(body);
      } catch (IOException gone) {
        log.debug("caller went away before its error answer", gone);
      }
    }
  }
}
