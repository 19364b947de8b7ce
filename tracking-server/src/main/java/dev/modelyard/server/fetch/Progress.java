package dev.modelyard.server.fetch;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Tells the user how far a fetch is. Thread-safe. */
final class Progress implements AutoCloseable {
  /** How it is told. */
  enum Style {
    /** One line that changes, for terminals. */
    BAR,
    /** A line now and then, for logs. */
    LINES,
    /** Not at all. */
    QUIET
  }

  private static final int WIDTH = 30;
  private static final long BAR_MILLIS = 200;
  private static final long LINE_MILLIS = 10_000;
  private static final String CLEAR = "\r\033[K";

  private final PrintStream out;
  private final Style style;
  private final long total;
  private final long begin = System.nanoTime();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong moved = new AtomicLong();
  private final Thread painter;
  private String lastTrouble = "";
  private boolean closed;

  /** Begins to tell of {@code total} bytes. */
  Progress(PrintStream out, Style style, long total) {
    this.out = out;
    this.style = style;
    this.total = total;
    painter =
        new Thread(
            () -> paintAgainAndAgain(style == Style.BAR ? BAR_MILLIS : LINE_MILLIS), "progress");
    painter.setDaemon(true);
    if (style != Style.QUIET) {
      painter.start();
    }
  }

  private void paintAgainAndAgain(long period) {
    try {
      while (true) {
        Thread.sleep(period);
        paint();
      }
    } catch (InterruptedException over) {
      // closed
    }
  }

  /** So many bytes have come. */
  void add(long bytes) {
    done.addAndGet(bytes);
    moved.addAndGet(bytes);
  }

  /** So many bytes were here already; less than none when they turn out to be of no use. */
  void found(long bytes) {
    done.addAndGet(bytes);
  }

  /** How many bytes have come from the server. */
  long moved() {
    return moved.get();
  }

  /** Something is tried again. Many files fail alike, so words are not repeated. */
  synchronized void trouble(String message) {
    if (style != Style.QUIET && !message.equals(lastTrouble)) {
      out.println((style == Style.BAR ? CLEAR : "") + message + "; trying again");
      lastTrouble = message;
    }
  }

  private synchronized void paint() {
    if (closed) {
      return;
    }
    long now = done.get();
    double share = total == 0 ? 1 : (double) now / total;
    double seconds = (System.nanoTime() - begin) / 1e9;
    String numbers =
        String.format(
            Locale.ROOT,
            "%3.0f %%  %s of %s  %s/s",
            Math.floor(100 * share),
            Sizes.words(now),
            Sizes.words(total),
            Sizes.words((long) (moved.get() / seconds)));
    if (style == Style.BAR) {
      int filled = (int) Math.max(0, Math.min(WIDTH, WIDTH * share));
      out.print(CLEAR + "[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + numbers);
      out.flush();
    } else {
      out.println(numbers.strip());
    }
  }

  @Override
  public void close() {
    painter.interrupt();
    synchronized (this) {
      closed = true;
      if (style == Style.BAR) {
        out.print(CLEAR);
        out.flush();
      }
    }
  }
}
