package dev.modelyard.client.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between the SDK and a server, and spoils answers. */
public final class BadLine implements AutoCloseable {
  private final int target;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answers = new AtomicInteger();
  private volatile Trouble trouble = Trouble.NONE;

  /** What happens on the line. */
  public enum Trouble {
    NONE,
    /** Nobody answers. */
    AWAY,
    /** Every second one ends after a few bytes, with the connection. */
    CUT_IN_THE_MIDDLE,
    /** Every second one never comes, and the connection ends. */
    SWALLOWED,
    /** All come, but what read "genuine" reads "forged!". */
    FORGED
  }

  public BadLine(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    start(this::accept);
  }

  public String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  public void make(Trouble other) {
    trouble = other;
  }

  /** How many answers were spoilt or passed on. */
  public int answers() {
    return answers.get();
  }

  @Override
  public void close() {
    closeQuietly(listener);
    sockets.forEach(BadLine::closeQuietly);
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        if (trouble == Trouble.AWAY) {
          near.close();
          continue;
        }
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(near);
        sockets.add(far);
        start(() -> pump(near, far, false));
        start(() -> pump(far, near, true));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void pump(Socket from, Socket to, boolean answer) {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        boolean spoil = answer && answers.incrementAndGet() % 2 == 1 && trouble != Trouble.NONE;
        if (answer && trouble == Trouble.FORGED) {
          String bytes = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
          out.write(bytes.replace("genuine", "forged!").getBytes(StandardCharsets.ISO_8859_1));
          continue;
        }
        if (spoil) {
          out.write(buffer, 0, trouble == Trouble.SWALLOWED ? 0 : Math.min(n, 60));
          return;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException broken) {
      // closed by either side
    } finally {
      sockets.remove(from);
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "bad-line");
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
