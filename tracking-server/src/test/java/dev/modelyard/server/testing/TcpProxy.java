package dev.modelyard.server.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * Stands between a server and its database or client: counts round trips and bytes, can cut the
 * line or let nothing more through, and mend it.
 */
public final class TcpProxy implements AutoCloseable {
  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong roundTrips = new AtomicLong();
  private final Object gate = new Object();
  private volatile boolean cut;
  private long delivered;
  private long mostDelivered = Long.MAX_VALUE;

  public TcpProxy(String host, int port) {
    this.target = new InetSocketAddress(host, port);
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How often the caller's side spoke after the other side had spoken, over all connections. */
  public long roundTrips() {
    return roundTrips.get();
  }

  /** Breaks all connections and every new one, until mended. */
  public void cut() {
    cut = true;
    sockets.forEach(TcpProxy::closeQuietly);
    open();
  }

  public void mend() {
    cut = false;
    open();
  }

  /** Lets about so many bytes more reach the caller's side, then none until mended or cut. */
  public void holdAfter(long bytes) {
    synchronized (gate) {
      mostDelivered = delivered + bytes;
    }
  }

  /** How many bytes have reached the caller's side, over all connections. */
  public long delivered() {
    synchronized (gate) {
      return delivered;
    }
  }

  private void open() {
    synchronized (gate) {
      mostDelivered = Long.MAX_VALUE;
      gate.notifyAll();
    }
  }

  private void deliver(int bytes) {
    synchronized (gate) {
      while (delivered + bytes > mostDelivered) {
        try {
          gate.wait();
        } catch (InterruptedException over) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      delivered += bytes;
    }
  }

  @Override
  public void close() {
    closeQuietly(listener);
    cut();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        if (cut) {
          near.close();
        } else {
          connect(near);
        }
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void connect(Socket near) throws IOException {
    Socket far = new Socket();
    far.connect(target);
    near.setTcpNoDelay(true);
    far.setTcpNoDelay(true);
    sockets.add(near);
    sockets.add(far);
    AtomicBoolean answered = new AtomicBoolean(true);
    start(() -> pump(near, far, bytes -> roundTrips.addAndGet(answered.getAndSet(false) ? 1 : 0)));
    start(
        () ->
            pump(
                far,
                near,
                bytes -> {
                  answered.set(true);
                  deliver(bytes);
                }));
  }

  private void pump(Socket from, Socket to, IntConsumer onBytes) {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        onBytes.accept(n);
        out.write(buffer, 0, n);
      }
    } catch (IOException broken) {
      // cut, or closed by either side
    } finally {
      sockets.remove(from);
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException alreadyBroken) {
      // nothing more to do
    }
  }
}
