package dev.modelyard.client.send;

import dev.modelyard.client.spool.Spool;
import dev.modelyard.client.spool.SpoolRecord;
import dev.modelyard.client.wire.Server;
import dev.modelyard.client.wire.ServerFailure;
import dev.modelyard.client.wire.Uploads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings one spool to the server: makes the run, logs its records in their order, ends it, and
 * removes the spool. Tries until it succeeds; what the server refuses for good is dropped and
 * counted. Runs on a thread of its own.
 */
public final class Sender implements Runnable {
  private static final System.Logger log = System.getLogger("dev.modelyard.client");

  private static final String FALLEN_BACK =
      "lost by the server after it had acknowledged them, and not here any more";

  private static final int MOST_RECORDS = 10_000;
  private static final int MOST_WEIGHT = 8 << 20;

  /** A line that comes and goes must not fill the training's log. */
  private static final long BETWEEN_WARNINGS = 60_000_000_000L;

  private final Spool spool;
  private final Server server;
  private final Drops drops;
  private final Pace pace;
  private final BackOff backOff;
  private final RunOnServer run;
  private final Acts acts;

  private boolean withoutStreams;
  private int atMost = MOST_RECORDS;

  /** The number of a record that the server refused and that is to be given up, or 0. */
  private long refused;

  /** Up to which number the server has once said that it has all. */
  private long acknowledgedOnce;

  /** Up to which number the server was asked whether it still has all, before the end. */
  private long confirmed;

  /** The last gap that was counted: from a number up to before another. */
  private long gapStart;

  private long gapEnd;

  private long warnedAt = System.nanoTime() - 2 * BETWEEN_WARNINGS;
  private volatile boolean stopped;
  private volatile boolean finished;
  private volatile String trouble = "";
  private volatile @Nullable Thread thread;

  public Sender(Spool spool, Server server, Drops drops, Pace pace) {
    this.spool = spool;
    this.server = server;
    this.drops = drops;
    this.pace = pace;
    this.backOff = new BackOff(pace);
    this.run = new RunOnServer(spool.folder().head(), server);
    this.acts = new Acts(spool.folder(), server);
  }

  /** Looks for something to do now. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  /** Tells {@code listener} how many bytes of a file of the spool were sent so far. */
  public void listen(String file, LongConsumer listener) {
    acts.listen(file, listener);
  }

  /** Stops soon, and leaves the spool for later. */
  public void stop() {
    stopped = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** Whether the run has ended, the server has all, and the spool is gone. */
  public boolean finished() {
    return finished;
  }

  /** Why nothing could be sent the last time, or "". */
  public String trouble() {
    return trouble;
  }

  /** Waits until the server has the run and all up to {@code number}, at most so long. */
  public boolean awaitDurable(long number, Duration most) {
    return await(
        most,
        () -> (spool.durable() >= number && spool.folder().head().madeId() != null) || finished);
  }

  /** Waits until {@link #finished}, at most so long. */
  public boolean awaitFinished(Duration most) {
    return await(most, () -> finished);
  }

  private interface Condition {
    boolean holds();
  }

  private synchronized boolean await(Duration most, Condition condition) {
    long deadline = System.nanoTime() + most.toNanos();
    wake();
    while (!condition.holds()) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || stopped) {
        return false;
      }
      try {
        wait(Math.max(1, Math.min(left / 1_000_000, 1_000)));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return condition.holds();
      }
    }
    return true;
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    while (!stopped && !finished) {
      Duration pause;
      try {
        boolean progress = step();
        trouble = "";
        backOff.reset();
        pause = progress ? Duration.ZERO : pace.linger();
      } catch (ServerFailure failure) {
        pause = troubled(failure, failure.retryAfter());
      } catch (IOException | RuntimeException failure) {
        pause = troubled(failure, OptionalLong.empty());
      }
      synchronized (this) {
        notifyAll();
      }
      if (!pause.isZero() && !finished && !stopped) {
        LockSupport.parkNanos(this, pause.toNanos());
      }
    }
    synchronized (this) {
      notifyAll();
    }
  }

  /**
   * Sends all of a spool that a dead process has left, and removes it; stops at the first trouble,
   * so that it does not stand in the way of others.
   */
  public void drain() throws IOException {
    while (!stopped && !finished) {
      step();
    }
  }

  private Duration troubled(Exception failure, OptionalLong retryAfter) {
    trouble = String.valueOf(failure.getMessage());
    long now = System.nanoTime();
    if (!stopped && now - warnedAt > BETWEEN_WARNINGS) {
      warnedAt = now;
      log.log(
          System.Logger.Level.WARNING,
          "run {0}: cannot send now, will try again: {1}",
          runId(),
          trouble);
    }
    return backOff.pause(retryAfter);
  }

  /** Does the next thing; false when there is nothing to do. */
  private boolean step() throws IOException {
    String runId = run.id();
    try {
      return step(runId);
    } catch (ServerFailure failure) {
      if (failure.status() == 409 && hasFallenBack(runId)) {
        return true;
      }
      if (failure.isUnknownThing()) {
        acts.beginAnew();
        if (run.makeAgain()) {
          confirmed = 0;
          return true;
        }
      }
      throw failure;
    }
  }

  private boolean step(String runId) throws IOException {
    long next = spool.durable() + 1;
    List<SpoolRecord> records = spool.read(next, atMost, MOST_WEIGHT);
    if (!records.isEmpty()) {
      send(runId, records);
      return true;
    }
    if (next <= acknowledgedOnce) {
      countGap(next, acknowledgedOnce + 1);
      giveUp(runId, next, acknowledgedOnce + 1 - next);
      return true;
    }
    String status = spool.folder().head().status();
    if (status == null && !spool.recovered()) {
      return false;
    }
    if (lacksSomething(runId)) {
      return true;
    }
    if (status != null) {
      server.endRun(runId, status, spool.folder().head().endTime());
    }
    spool.delete();
    finished = true;
    return true;
  }

  private void send(String runId, List<SpoolRecord> records) throws IOException {
    List<SpoolRecord> batch =
        withoutStreams ? Batches.ofMlflow(records) : Batches.ofStream(records);
    long next = spool.durable() + 1;
    long first = batch.get(0).sequence();
    long lost = first - next;
    countGap(next, first);
    try {
      if (first == refused) {
        giveUp(runId, next, lost + 1);
        acts.forget(batch.get(0));
      } else if (!batch.get(0).kind().inBatches()) {
        act(runId, batch.get(0), next, lost);
      } else if (withoutStreams) {
        server.logBatch(runId, batch);
        spool.acknowledge(batch.get(batch.size() - 1).sequence());
      } else {
        spool.acknowledge(server.log(runId, stream(), next, lost, batch));
      }
      atMost = Math.min(MOST_RECORDS, atMost * 2);
    } catch (ServerFailure failure) {
      if (failure.isUnknownCall() && !withoutStreams) {
        withoutStreams = true;
      } else if (failure.isRefusal()) {
        refused(batch, failure);
      } else {
        throw failure;
      }
    }
  }

  private void act(String runId, SpoolRecord record, long next, long lost) throws IOException {
    try {
      if (acts.isWhole(record)) {
        acts.run(runId, record);
      } else {
        boolean again = record.sequence() <= acknowledgedOnce;
        drops.count(again ? FALLEN_BACK : "its files are gone from this spool");
      }
    } catch (Uploads.Elsewhere elsewhere) {
      drops.count(String.valueOf(elsewhere.getMessage()));
    } catch (ServerFailure failure) {
      // Here it is the file's place that is taken, by a version in use: for good.
      if (failure.status() != 409) {
        throw failure;
      }
      drops.count("refused by the server: " + failure.getMessage());
    }
    giveUp(runId, next, lost + 1);
    acts.forget(record);
  }

  /** Tells the server that nothing will come of these numbers, where it counts them. */
  private void giveUp(String runId, long next, long count) throws IOException {
    spool.acknowledge(
        withoutStreams ? next + count - 1 : server.log(runId, stream(), next, count, List.of()));
    refused = 0;
  }

  /** Counts numbers that are not in the spool; those of one gap once, whatever fails meanwhile. */
  private void countGap(long next, long first) {
    long end = first == gapEnd ? gapStart : first;
    if (next >= end) {
      return;
    }
    long onceThere = Math.max(0, Math.min(end - 1, acknowledgedOnce) - next + 1);
    if (onceThere > 0) {
      drops.count(FALLEN_BACK, onceThere);
    }
    if (end - next > onceThere) {
      drops.count("damaged on this disk", end - next - onceThere);
    }
    gapStart = next;
    gapEnd = first;
  }

  /** Finds out which record it is that the server does not take, and gives that one up. */
  private void refused(List<SpoolRecord> batch, ServerFailure failure) throws IOException {
    if (!run.isActive()) {
      // Not the records' fault: they wait until the run is back.
      throw failure;
    } else if (batch.size() > 1) {
      atMost = batch.size() / 2;
    } else {
      SpoolRecord record = batch.get(0);
      refused = record.sequence();
      drops.count("refused by the server: " + failure.getMessage());
      log.log(
          System.Logger.Level.WARNING,
          "run {0}: the server refused {1}, which is dropped: {2}",
          runId(),
          record.keyText(),
          failure.getMessage());
    }
  }

  /**
   * Whether the server has less than it had acknowledged, as after a restore of an old backup. Then
   * the rest is to be sent again, as far as it is still here.
   */
  private boolean hasFallenBack(String runId) throws IOException {
    long stands = server.highWater(runId, stream());
    long stood = spool.durable();
    if (stands >= stood) {
      return false;
    }
    log.log(
        System.Logger.Level.WARNING,
        "run {0}: the server has records up to {1} only, of {2} that it had acknowledged",
        runId(),
        stands,
        stood);
    acts.beginAnew();
    acknowledgedOnce = Math.max(acknowledgedOnce, stood);
    spool.fallBack(stands);
    return true;
  }

  /** As {@link #hasFallenBack}, asked before the spool is removed; a stock MLflow cannot tell. */
  private boolean lacksSomething(String runId) throws IOException {
    if (withoutStreams || spool.durable() == confirmed) {
      return false;
    }
    try {
      if (hasFallenBack(runId)) {
        return true;
      }
      confirmed = spool.durable();
    } catch (ServerFailure failure) {
      if (!failure.isUnknownCall()) {
        throw failure;
      }
      withoutStreams = true;
    }
    return false;
  }

  private String runId() {
    return spool.folder().head().start().runId();
  }

  private String stream() {
    return spool.folder().head().start().stream();
  }
}
