package dev.modelyard.server.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends bodies that stop coming. The JDK's client has a time limit for the head of an answer only: a
 * body may hang for ever.
 */
final class BodyDeadlines implements AutoCloseable {
  private final Duration stall;
  private final ScheduledThreadPoolExecutor watch;

  /** {@code stall}: for how long nothing may come. */
  BodyDeadlines(Duration stall) {
    this.stall = stall;
    watch =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "body-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    watch.setRemoveOnCancelPolicy(true);
  }

  /** The same bytes; reading fails when none come in time. To be closed. */
  InputStream watched(InputStream body) {
    return new Watched(body);
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  private final class Watched extends FilterInputStream {
    private final ScheduledFuture<?> check;
    private volatile long last = System.nanoTime();
    private volatile boolean late;

    Watched(InputStream body) {
      super(body);
      long period = Math.max(1, stall.toMillis() / 4);
      check = watch.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
    }

    private void look() {
      if (System.nanoTime() - last > stall.toNanos()) {
        late = true;
        try {
          in.close();
        } catch (IOException closedAnyway) {
          // the reader is told by the flag
        }
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      last = System.nanoTime();
      try {
        int n = in.read(bytes, offset, length);
        last = System.nanoTime();
        if (late) {
          throw new IOException("late");
        }
        return n;
      } catch (IOException failure) {
        if (late) {
          throw new SocketTimeoutException("nothing came for " + stall.toSeconds() + " s");
        }
        throw failure;
      }
    }

    @Override
    public void close() throws IOException {
      check.cancel(false);
      super.close();
    }
  }
}
