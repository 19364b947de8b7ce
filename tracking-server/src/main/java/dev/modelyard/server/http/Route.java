package dev.modelyard.server.http;

import dev.modelyard.server.auth.Permission;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;

/**
 * One entry of the route table: what OpenAPI, metric labels, the request log and the check of
 * rights go by.
 *
 * @param method GET also answers HEAD
 * @param paths every path under which the call is reached, templates of Javalin's form
 * @param permission what the caller needs
 * @param kind how the log and the guards treat it
 * @param action reads the request and answers it
 */
public record Route(
    HandlerType method, List<String> paths, Permission permission, Kind kind, Action action) {

  /** How the request log and the guards treat a route. */
  public enum Kind {
    /** Each request is a line in the log. */
    ORDINARY,
    /**
     * As {@link #ORDINARY}; moves the bytes of a file, so it may take long. See {@link Transfers}.
     */
    TRANSFER,
    /** As {@link #ORDINARY}; may go on telling for hours. See {@link Calls#feed}. */
    FEED,
    /** Called so often that a line each would cost as much as the work: a sum per second. */
    FREQUENT,
    /** As {@link #FREQUENT}, and open to any Host: probes and scrapers use the pod's address. */
    PROBE;

    boolean isLoggedSingly() {
      return this == ORDINARY || this == TRANSFER || this == FEED;
    }

    /** What figures call it. */
    String label() {
      return switch (this) {
        case ORDINARY, FREQUENT -> "call";
        case TRANSFER -> "transfer";
        case FEED -> "feed";
        case PROBE -> "probe";
      };
    }
  }

  /** The path that stands for the route in the log and in figures. */
  String template() {
    return paths.get(0);
  }

  /** Reads a request and answers it. */
  @FunctionalInterface
  public interface Action {
    void run(Context context) throws Exception;
  }
}
