package dev.modelyard.server.http;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that goes on: server-sent events to one caller. Holds no thread: what is sent waits in
 * memory until the caller takes it, and a caller who does not take {@value #MOST_WAITING} bytes is
 * dropped. Ends when the caller goes away, is dropped, or {@link #end} is called. Thread-safe;
 * nothing here waits.
 */
public final class EventStream {
  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  /** What may wait for a caller, in bytes. */
  static final int MOST_WAITING = 512 << 10;

  private final Context context;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  // Guarded by this.
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private @Nullable ServletOutputStream out;
  private boolean flushDue;

  EventStream(Context context) {
    this.context = context;
  }

  /** Whether the caller wants to be told on and on. */
  static boolean isWanted(Context context) {
    String accept = context.header("Accept");
    return accept != null
        && accept.contains("text/event-stream")
        && context.method().name().equals("GET")
        && !"true".equals(context.queryParam("poll"));
  }

  /** Tells an event; {@code data} is one line. */
  public void send(String id, String event, String data) {
    append("id: " + id + "\nevent: " + event + "\ndata: " + data + "\n\n");
  }

  /** Keeps the connection in use, and tells where the caller may go on when it breaks. */
  public void keepAlive(String id) {
    append(":\nid: " + id + "\n\n");
  }

  /** Ends the answer; what still waits is lost. */
  public void end() {
    if (!ended.isDone()) {
      if (hasStuck()) {
        Connections.cut(context);
      }
      ended.complete(null);
    }
  }

  /** Runs {@code action} once when the answer ends, at once if it has. */
  public void onEnd(Runnable action) {
    var unused = ended.thenRun(action);
  }

  /** Begins to send. */
  void open() {
    context.status(200);
    context.res().setContentType("text/event-stream");
    context.header("Cache-Control", "no-store");
    context.header("X-Accel-Buffering", "no");
    // So that no chunks are made: Jetty ends each with the beginning of the next, and callers who
    // wait for the end of a chunk would hear of each event when the next one comes.
    context.header("Connection", "close");
    context.future(
        () -> {
          context.req().getAsyncContext().setTimeout(0);
          listen();
          return ended;
        });
  }

  private void listen() {
    try {
      ServletOutputStream stream = context.res().getOutputStream();
      stream.setWriteListener(
          new WriteListener() {
            @Override
            public void onWritePossible() {
              pump(stream);
            }

            @Override
            public void onError(Throwable failure) {
              gone(failure);
            }
          });
    } catch (IOException failure) {
      gone(failure);
    }
  }

  private void append(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ServletOutputStream stream;
    synchronized (this) {
      waiting.writeBytes(bytes);
      stream = out;
    }
    if (stream != null) {
      pump(stream);
    }
    if (isBehind()) {
      log.debug("a caller who does not read is dropped");
      end();
    }
  }

  /** Sends what the connection takes; it calls again when it takes more. */
  private void pump(ServletOutputStream stream) {
    try {
      synchronized (this) {
        out = stream;
        while (!ended.isDone() && stream.isReady()) {
          if (waiting.size() > 0) {
            byte[] bytes = waiting.toByteArray();
            waiting.reset();
            flushDue = true;
            stream.write(bytes);
          } else if (flushDue) {
            flushDue = false;
            stream.flush();
          } else {
            return;
          }
        }
      }
    } catch (IOException | IllegalStateException failure) {
      gone(failure);
    }
  }

  private synchronized boolean isBehind() {
    return waiting.size() > MOST_WAITING;
  }

  private synchronized boolean hasStuck() {
    return out != null && (waiting.size() > 0 || !out.isReady());
  }

  private void gone(Throwable failure) {
    log.debug("a caller went away", failure);
    ended.complete(null);
  }
}
