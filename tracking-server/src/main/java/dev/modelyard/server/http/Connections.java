package dev.modelyard.server.http;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** What only Jetty can do to a connection. */
final class Connections {
  private Connections() {}

  /**
   * Closes the caller's connection in the middle of an answer, so that it is not taken as whole.
   */
  static void cut(Context context) {
    ServletContextRequest.getServletContextRequest(context.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }
}
