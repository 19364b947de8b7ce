package dev.modelyard.server.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets each answer tell whether its connection goes on when the body of the request was not read,
 * such as after a refusal: what has come of it is dropped, up to about 1 MiB, and when that is not
 * all, the answer says that the connection ends with it. Waits for nothing.
 *
 * <p>(Jetty does the same, but only when a request ends. An answer whose length is known has gone
 * out by then, so that the connection would be closed without a word, perhaps under the caller's
 * next request.)
 */
final class UnreadBodies extends Handler.Wrapper {
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return super.handle(request, new Answer(request, response), callback);
  }

  private static final class Answer extends Response.Wrapper {
    Answer(Request request, Response response) {
      super(request, response);
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
      if (!isCommitted()) {
        getRequest().consumeAvailable();
      }
      super.write(last, content, callback);
    }
  }
}
