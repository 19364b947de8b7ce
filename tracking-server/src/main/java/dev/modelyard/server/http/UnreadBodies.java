package dev.modelyard.server.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;

/**
 * Lets each answer tell whether its connection goes on when the body of the request was not read,
 * such as after a refusal: what has come of it is dropped, up to about 1 MiB, and when that is not
 * all, the answer says that the connection ends with it. Waits for nothing before the answer.
 * Behind it some more is dropped: many callers look for an answer only once they have sent all, and
 * closing a connection on which unread bytes lie takes from them what they have not read of it.
 *
 * <p>(Jetty does the first only when a request ends. An answer whose length is known has gone out
 * by then, so that the connection would be closed without a word, perhaps under the caller's next
 * request.)
 */
final class UnreadBodies extends Handler.Wrapper {
  private static final int MOST_READS = 16;
  private static final int MOST_BYTES_BEHIND = 1 << 20;
  private static final long MOST_MILLIS_BEHIND = 2_000;

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Runnable ended =
        () -> {
          if (request.getHeaders().contains(HttpHeader.EXPECT)) {
            callback.succeeded();
          } else {
            new Rest(request, callback).run();
          }
        };
    return super.handle(
        request, new Answer(request, response), Callback.from(ended, callback::failed));
  }

  private static final class Answer extends Response.Wrapper {
    Answer(Request request, Response response) {
      super(request, response);
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
      if (!isCommitted() && !isRead()) {
        getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      super.write(last, content, callback);
    }

    private boolean isRead() {
      for (int i = 0; i < MOST_READS; i++) {
        Content.Chunk chunk = getRequest().read();
        if (chunk == null || Content.Chunk.isFailure(chunk)) {
          return false;
        }
        chunk.release();
        if (chunk.isLast()) {
          return true;
        }
      }
      return false;
    }
  }

  /** Drops what comes of a body behind the answer, then lets the request end. */
  private static final class Rest implements Runnable {
    private final Request request;
    private final Callback callback;
    private final long begun = NanoTime.now();
    private int bytes;

    Rest(Request request, Callback callback) {
      this.request = request;
      this.callback = callback;
    }

    @Override
    public void run() {
      while (bytes < MOST_BYTES_BEHIND && NanoTime.millisSince(begun) < MOST_MILLIS_BEHIND) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          // The connection ends with this request: it may as well end when nothing more comes.
          request
              .getConnectionMetaData()
              .getConnection()
              .getEndPoint()
              .setIdleTimeout(MOST_MILLIS_BEHIND);
          request.demand(this);
          return;
        }
        bytes += chunk.remaining();
        chunk.release();
        if (chunk.isLast()) {
          break;
        }
      }
      callback.succeeded();
    }
  }
}
