package dev.modelyard.server.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Knows how many requests are under way, and lets a server stop without failing one. Once it has
 * begun, each answer says that the connection ends with it, so that proxies which keep connections
 * do not send the next request on one that is about to go; but requests that still come are
 * answered as ever. (Jetty's own way refuses those with 503, which no proxy may send elsewhere when
 * they change something.) Thread-safe.
 */
final class Draining extends Handler.Wrapper {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private int underWay;

  private volatile boolean begun;

  /** From now on each answer ends its connection. */
  void begin() {
    begun = true;
  }

  /** How many requests are being answered now. */
  int underWay() {
    lock.lock();
    try {
      return underWay;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no request is under way, at most so long. */
  void await(long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (underWay > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    count(1);
    Request.addCompletionListener(request, failure -> count(-1));
    if (begun) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    return super.handle(request, response, callback);
  }

  private void count(int difference) {
    lock.lock();
    try {
      underWay += difference;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
