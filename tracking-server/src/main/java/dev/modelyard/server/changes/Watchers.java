package dev.modelyard.server.changes;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.http.EventStream;
import dev.modelyard.server.http.Feed;
import dev.modelyard.server.wire.Answer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who follow changes at this replica. While there are any, one thread looks for changes twice a
 * second, for all of them together, and less often when a look takes long: never more than a tenth
 * of the time. Thread-safe.
 */
public final class Watchers implements Feed<ChangesRequest>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchers.class);

  /** So many may follow at a time. */
  static final int MOST = 500;

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int PAUSES_A_LOOK = 10;

  /** When too much changed at once, callers are not sent to read all anew each half second. */
  private static final long PAUSE_AFTER_TOO_MUCH = TimeUnit.SECONDS.toNanos(5);

  /** After so long without an event a sign of life is sent. */
  private static final long QUIET = TimeUnit.SECONDS.toNanos(15);

  private static final long TURN_SECONDS = 2;

  private final ChangeReader reader;
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

  /** Who holds it looks for changes: so nobody joins in the middle of a look. */
  private final ReentrantLock turn = new ReentrantLock();

  // Guarded by turn.
  private @Nullable Thread thread;
  private @Nullable Found last;

  private volatile boolean closed;

  public Watchers(Database database) {
    this.reader = new ChangeReader(database);
  }

  /** One who follows; used by whoever has the turn. */
  private static final class Watcher {
    final Watch watch;
    final EventStream stream;
    private long told = System.nanoTime();

    Watcher(Watch watch, EventStream stream) {
      this.watch = watch;
      this.stream = stream;
    }

    void tell(Changes changes) {
      stream.send(changes.cursor().wire(), "change", changes.json());
      told = System.nanoTime();
    }

    void giveSign(Cursor cursor) {
      if (System.nanoTime() - told >= QUIET) {
        stream.keepAlive(cursor.wire());
        told = System.nanoTime();
      }
    }
  }

  /** What has changed since a cursor; without one only how far things have come. */
  @Override
  public Answer now(ChangesRequest request) {
    return reader.since(request.watch(), request.after()).of(request.watch())::writeTo;
  }

  /** How far things have come: what follows from there on misses nothing of what comes. */
  Answer head() {
    String cursor = reader.head().wire();
    return out -> out.writeString(cursor);
  }

  /** Tells the stream at once what has changed since its cursor, and from then on what changes. */
  @Override
  public void follow(ChangesRequest request, EventStream stream) {
    takeTurn();
    try {
      if (closed || watchers.size() >= MOST) {
        throw ApiException.unavailable(
            closed ? "The server stops" : MOST + " callers follow already, the most at a time");
      }
      Found first = reader.since(request.watch(), request.after());
      Watcher watcher = new Watcher(request.watch(), stream);
      watcher.tell(first.of(request.watch()));
      watchers.add(watcher);
      stream.onEnd(() -> watchers.remove(watcher));
      if (thread == null) {
        last = Found.nothing(first.cursor(), true);
        Thread worker = new Thread(this::work, "changes");
        worker.setDaemon(true);
        worker.start();
        thread = worker;
      }
    } finally {
      turn.unlock();
    }
  }

  /** How many follow now. */
  public int count() {
    return watchers.size();
  }

  /** Ends all streams; new ones are refused. */
  @Override
  public void close() {
    closed = true;
    // Who follows just now either sees that, or is among those who are ended.
    boolean mine = isMyTurn();
    try {
      if (thread != null) {
        thread.interrupt();
      }
      watchers.forEach(watcher -> watcher.stream.end());
    } finally {
      if (mine) {
        turn.unlock();
      }
    }
  }

  private void takeTurn() {
    if (!isMyTurn()) {
      throw ApiException.unavailable("The database is slow or away, try again");
    }
  }

  private boolean isMyTurn() {
    try {
      return turn.tryLock(TURN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Until nobody follows any more. */
  private void work() {
    try {
      while (true) {
        long start = System.nanoTime();
        boolean tooMuch;
        turn.lock();
        try {
          if (closed || watchers.isEmpty()) {
            thread = null;
            return;
          }
          tooMuch = !look();
        } finally {
          turn.unlock();
        }
        long taken = System.nanoTime() - start;
        TimeUnit.NANOSECONDS.sleep(
            Math.max(tooMuch ? PAUSE_AFTER_TOO_MUCH : PAUSE, PAUSES_A_LOOK * taken));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells everybody what has changed since the last look; false when that was too much. */
  private boolean look() {
    Found before = last;
    if (before == null) {
      throw new IllegalStateException("no look yet");
    }
    Found found = before;
    try {
      found =
          reader.since(Watch.any(watchers.stream().map(w -> w.watch).toList()), before.cursor());
      Found fresh = found.without(before);
      for (Watcher watcher : watchers) {
        Changes changes = fresh.of(watcher.watch);
        if (!changes.isEmpty()) {
          watcher.tell(changes);
        }
      }
      last = found;
    } catch (ApiException away) {
      log.debug("no look for changes: {}", away.getMessage());
    } catch (RuntimeException failure) {
      log.error("looking for changes failed, will be tried again", failure);
    }
    for (Watcher watcher : watchers) {
      watcher.giveSign(found.cursor());
    }
    return found.isComplete();
  }
}
