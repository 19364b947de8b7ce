package dev.modelyard.client.send;

import dev.modelyard.client.spool.Spool;
import dev.modelyard.client.spool.SpoolFolder;
import dev.modelyard.client.wire.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends the spools that dead processes, or runs without a server, have left. */
public final class LeftOvers implements Runnable {
  private static final System.Logger log = System.getLogger("dev.modelyard.client");

  private final Path root;
  private final Function<String, @Nullable Server> servers;
  private final Pace pace;
  private volatile boolean stopped;
  private volatile @Nullable Thread thread;

  /**
   * What lies below {@code root}.
   *
   * @param servers gives the server at an address, or null when what belongs to it is to be left
   */
  public LeftOvers(Path root, Function<String, @Nullable Server> servers, Pace pace) {
    this.root = root;
    this.servers = servers;
    this.pace = pace;
  }

  /** What became of one spool. */
  public static final class Outcome {
    private final String runId;
    private final long records;
    private final String trouble;

    Outcome(String runId, long records, String trouble) {
      this.runId = runId;
      this.records = records;
      this.trouble = trouble;
    }

    public String runId() {
      return runId;
    }

    /** How many records were sent. */
    public long records() {
      return records;
    }

    /** Why not all of it was sent, or "". */
    public String trouble() {
      return trouble;
    }
  }

  /** Sends what there is now, each spool once, those that began first first. */
  public List<Outcome> sendOnce() throws IOException {
    List<Spool> found = new ArrayList<>();
    for (Path folder : SpoolFolder.left(root)) {
      try {
        Optional<Spool> spool = Spool.recover(folder);
        spool.ifPresent(found::add);
      } catch (IOException unreadable) {
        log.log(System.Logger.Level.WARNING, "cannot read {0}: {1}", folder, unreadable);
      }
    }
    found.sort(Comparator.comparingLong(spool -> spool.folder().head().start().time()));
    List<Outcome> outcomes = new ArrayList<>();
    for (Spool spool : found) {
      try (spool) {
        Server server = stopped ? null : servers.apply(spool.folder().head().start().url());
        if (server != null) {
          outcomes.add(send(spool, server));
        }
      }
    }
    return outcomes;
  }

  private Outcome send(Spool spool, Server server) {
    Drops drops = new Drops();
    long before = spool.durable();
    String trouble = "";
    try {
      new Sender(spool, server, drops, pace).drain();
    } catch (IOException | RuntimeException failure) {
      trouble = String.valueOf(failure.getMessage());
    }
    drops
        .counts()
        .forEach(
            (reason, count) ->
                log.log(System.Logger.Level.WARNING, "{0} records dropped: {1}", count, reason));
    return new Outcome(spool.folder().head().start().runId(), spool.durable() - before, trouble);
  }

  /** Sends until nothing is left that it could send, or until stopped. */
  @Override
  public void run() {
    thread = Thread.currentThread();
    BackOff backOff = new BackOff(pace);
    try {
      while (!stopped && !sendOnce().stream().allMatch(one -> one.trouble().isEmpty())) {
        Thread.sleep(backOff.pause(OptionalLong.empty()).toMillis());
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException failure) {
      log.log(
          System.Logger.Level.WARNING, "cannot look for what was left in {0}: {1}", root, failure);
    }
  }

  public void stop() {
    stopped = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
