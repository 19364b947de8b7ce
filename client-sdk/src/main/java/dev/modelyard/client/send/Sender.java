package dev.modelyard.client.send;

import dev.modelyard.client.spool.Head;
import dev.modelyard.client.spool.Spool;
import dev.modelyard.client.spool.SpoolRecord;
import dev.modelyard.client.wire.Server;
import dev.modelyard.client.wire.ServerFailure;
import dev.modelyard.client.wire.Uploads;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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

  private static final int MOST_RECORDS = 10_000;
  private static final int MOST_WEIGHT = 8 << 20;

  /** MLflow's limits of a batch. */
  private static final int MOST_IN_BATCH = 1_000;

  private static final int MOST_TEXTS_IN_BATCH = 100;

  /** A line that comes and goes must not fill the training's log. */
  private static final long BETWEEN_WARNINGS = 60_000_000_000L;

  private final Spool spool;
  private final Server server;
  private final Drops drops;
  private final Pace pace;
  private final BackOff backOff;
  private final Acts acts;

  private boolean withoutStreams;
  private int atMost = MOST_RECORDS;

  /** The number of a record that the server refused and that is to be given up, or 0. */
  private long refused;

  /** Up to which number damage was counted. */
  private long damageCounted;

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
          spool.folder().head().start().runId(),
          trouble);
    }
    return backOff.pause(retryAfter);
  }

  /** Does the next thing; false when there is nothing to do. */
  private boolean step() throws IOException {
    String runId = runOnServer();
    List<SpoolRecord> records = spool.read(spool.durable() + 1, atMost, MOST_WEIGHT);
    if (!records.isEmpty()) {
      send(runId, records);
      return true;
    }
    String status = spool.folder().head().status();
    if (status != null) {
      server.endRun(runId, status, spool.folder().head().endTime());
    } else if (!spool.recovered()) {
      return false;
    }
    spool.delete();
    finished = true;
    return true;
  }

  /** The id that the run has on the server; makes the run if need be. */
  private String runOnServer() throws IOException {
    Head head = spool.folder().head();
    String made = head.madeId();
    if (made != null) {
      return made;
    }
    String id = makeRun(head);
    head.setMadeId(id);
    return id;
  }

  private String makeRun(Head head) throws IOException {
    Head.Start start = head.start();
    server.experimentOf(start);
    try {
      server.putRun(start);
      return start.runId();
    } catch (ServerFailure failure) {
      if (!failure.isUnknownCall()) {
        throw failure;
      }
    }
    // A stock MLflow: once it was asked, its answer may have been lost, so look first.
    if (head.asked()) {
      Optional<String> there = server.findRun(start);
      if (there.isPresent()) {
        return there.get();
      }
    }
    head.setAsked();
    return server.createRun(start);
  }

  private void send(String runId, List<SpoolRecord> records) throws IOException {
    List<SpoolRecord> batch = withoutStreams ? batchOf(records) : logged(records);
    long next = spool.durable() + 1;
    long first = batch.get(0).sequence();
    long lost = first - next;
    if (lost > 0 && first > damageCounted) {
      damageCounted = first;
      drops.count("damaged on this disk", lost);
    }
    try {
      if (first == refused) {
        giveUp(runId, next, lost + 1);
        acts.forget(batch.get(0));
      } else if (!batch.get(0).kind().inBatches()) {
        act(runId, batch.get(0), next, lost);
      } else if (withoutStreams) {
        server.logBatch(runId, batch);
        spool.acknowledge(last(batch));
      } else {
        spool.acknowledge(
            server.log(runId, spool.folder().head().start().stream(), next, lost, batch));
      }
      atMost = Math.min(MOST_RECORDS, atMost * 2);
    } catch (ServerFailure failure) {
      if (failure.isUnknownCall() && !withoutStreams) {
        withoutStreams = true;
      } else if (failure.isRefusal()) {
        refused(runId, batch, failure);
      } else {
        throw failure;
      }
    }
  }

  private void act(String runId, SpoolRecord record, long next, long lost) throws IOException {
    try {
      acts.run(runId, record);
    } catch (Uploads.Elsewhere elsewhere) {
      drops.count(String.valueOf(elsewhere.getMessage()));
    }
    giveUp(runId, next, lost + 1);
    acts.forget(record);
  }

  /** Tells the server that nothing will come of these numbers, where it counts them. */
  private void giveUp(String runId, long next, long count) throws IOException {
    spool.acknowledge(
        withoutStreams
            ? next + count - 1
            : server.log(runId, spool.folder().head().start().stream(), next, count, List.of()));
    refused = 0;
  }

  /** Finds out which record it is that the server does not take, and gives that one up. */
  private void refused(String runId, List<SpoolRecord> batch, ServerFailure failure)
      throws IOException {
    if (failure.status() == 409) {
      goOnWithTheServer(runId, failure);
    } else if (!server.isActive(runId)) {
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
          runId,
          record.keyText(),
          failure.getMessage());
    }
  }

  /** The server does not stand where it stood, as after a restore of an old backup. */
  private void goOnWithTheServer(String runId, ServerFailure failure) throws IOException {
    String stream = spool.folder().head().start().stream();
    long stands = server.highWater(runId, stream);
    long gap = spool.durable() - stands;
    if (gap <= 0) {
      throw failure;
    }
    drops.count("lost by the server after it had acknowledged them", gap);
    server.log(runId, stream, stands + 1, gap, List.of());
  }

  /**
   * The records up to the first that takes a call of its own; that one alone, if it is the first.
   */
  private static List<SpoolRecord> logged(List<SpoolRecord> records) {
    int count = 0;
    while (count < records.size() && records.get(count).kind().inBatches()) {
      count++;
    }
    return records.subList(0, Math.max(1, count));
  }

  /** As many of the records as MLflow takes in one batch, each param once. */
  private static List<SpoolRecord> batchOf(List<SpoolRecord> records) {
    Set<String> params = new HashSet<>();
    int tags = 0;
    int count = 0;
    for (SpoolRecord record : logged(records)) {
      boolean fits = count < MOST_IN_BATCH;
      if (record.kind() == SpoolRecord.Kind.PARAM) {
        fits &= params.size() < MOST_TEXTS_IN_BATCH && params.add(record.keyText());
      } else if (record.kind() == SpoolRecord.Kind.TAG) {
        fits &= tags++ < MOST_TEXTS_IN_BATCH;
      }
      if (!fits) {
        break;
      }
      count++;
    }
    return records.subList(0, count);
  }

  private static long last(List<SpoolRecord> batch) {
    return batch.get(batch.size() - 1).sequence();
  }
}
