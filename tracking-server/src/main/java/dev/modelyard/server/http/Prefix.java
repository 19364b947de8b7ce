package dev.modelyard.server.http;

import java.util.List;

/** The families of calls, by what their paths begin with. */
public enum Prefix {
  /** MLflow's classic API. */
  MLFLOW_2("/api/2.0/mlflow/", true),

  /** The part of it that MLflow serves under its page's prefix alone. */
  AJAX_2("/ajax-api/2.0/mlflow/", false),

  MLFLOW_3("/api/3.0/mlflow/", true),

  /** The calls that move files which this server keeps. */
  MLFLOW_ARTIFACTS("/api/2.0/mlflow-artifacts/", true),

  /** Our own additions, whose failures are problem details (RFC 9457). */
  OWN("/api/modelyard/1.0/", false),

  /** Calls outside the APIs. */
  ROOT("/", false);

  private final String beginning;
  private final boolean alsoForPage;

  /** {@code alsoForPage}: reached under {@code /ajax-api} as well. */
  Prefix(String beginning, boolean alsoForPage) {
    this.beginning = beginning;
    this.alsoForPage = alsoForPage;
  }

  /** Every path under which {@code path} is reached. */
  List<String> paths(String path) {
    String first = beginning + path;
    return alsoForPage
        ? List.of(first, first.replaceFirst("^/api/", "/ajax-api/"))
        : List.of(first);
  }

  /** Whether a request's path begins so. */
  boolean isOf(String path) {
    return path.startsWith(beginning);
  }

  /** Whether a path belongs to the APIs, served or not, rather than to the page. */
  static boolean isApi(String path) {
    return path.startsWith("/api/") || path.startsWith("/ajax-api/");
  }

  /** The path of a call behind this server's address, which has a slash at its end. */
  public String relative(String path) {
    return beginning.substring(1) + path;
  }
}
