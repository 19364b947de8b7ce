package dev.modelyard.client.send;

import dev.modelyard.client.spool.Spool;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Forces what was logged to the disk every second, and makes segments ahead of their need. One
 * thread for all spools of a client.
 */
public final class Keeper implements Runnable {
  private static final System.Logger log = System.getLogger("dev.modelyard.client");
  private static final long SECOND = 1_000_000_000L;

  private final Set<Spool> spools = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this, "modelyard-keeper");
  private volatile boolean stopped;

  public Keeper() {
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  public void add(Spool spool) {
    spools.add(spool);
  }

  public void remove(Spool spool) {
    spools.remove(spool);
  }

  /** Does its work now: a spool has something that is due. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  public void stop() {
    stopped = true;
    wake();
  }

  @Override
  public void run() {
    while (!stopped) {
      LockSupport.parkNanos(this, SECOND);
      for (Spool spool : spools) {
        keep(spool);
      }
    }
  }

  private static void keep(Spool spool) {
    try {
      spool.keep();
    } catch (IOException | RuntimeException failure) {
      log.log(System.Logger.Level.DEBUG, "a spool could not be forced to the disk", failure);
    }
  }
}
