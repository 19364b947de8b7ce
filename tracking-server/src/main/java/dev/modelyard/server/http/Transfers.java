package dev.modelyard.server.http;

import dev.modelyard.server.error.ApiException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps room for short calls: files move for as long as their callers and the store take, and may
 * hang, so only so many of them are under way at a time. Others are turned away at once.
 */
final class Transfers {
  /** At most so many files are under way: about half of the threads that serve requests. */
  static final int MOST = 128;

  /** What is still taken of a body that is not wanted, so that its sender can read the answer. */
  private static final int LINGER_BYTES = 64 << 20;

  private static final int LINGER_SECONDS = 10;

  private final Semaphore places = new Semaphore(MOST);

  void run(Route.Action action, Context context) throws Exception {
    try {
      if (!places.tryAcquire()) {
        throw ApiException.unavailable(
            MOST + " files are being sent or received, the most at a time; try again");
      }
      try {
        action.run(context);
      } finally {
        places.release();
      }
    } catch (ApiException refused) {
      linger(context);
      throw refused;
    }
  }

  /**
   * Many clients read an answer only when they have sent all, and take a cut connection for a
   * failure to be tried again. Whoever asked first (Expect) sends nothing after a refusal.
   */
  private static void linger(Context context) throws IOException {
    if (context.req().getHeader("Expect") != null || context.res().isCommitted()) {
      return;
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LINGER_SECONDS);
    byte[] unwanted = new byte[8_192];
    InputStream in = context.req().getInputStream();
    long taken = 0;
    for (int n = 0; n >= 0 && taken < LINGER_BYTES && System.nanoTime() < end; taken += n) {
      n = in.read(unwanted);
    }
  }
}
