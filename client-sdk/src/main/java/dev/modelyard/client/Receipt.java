package dev.modelyard.client;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the records of a run so far. Records (points, params, tags) are numbered in the
 * order in which they were logged; the three counts say up to which number something holds.
 *
 * <p>Numbers belong to one {@link Run} object, its stream: whoever resumes a run begins a new one.
 * {@link Modelyard#confirm} asks a server later whether a receipt still holds.
 */
public final class Receipt {
  private final String runId;
  private final String stream;
  private final long produced;
  private final long forced;
  private final long durable;
  private final Map<String, Long> dropped;

  Receipt(
      String runId,
      String stream,
      long produced,
      long forced,
      long durable,
      Map<String, Long> dropped) {
    this.runId = runId;
    this.stream = stream;
    this.produced = produced;
    this.forced = forced;
    this.durable = durable;
    this.dropped = new TreeMap<>(dropped);
  }

  /** The run's id on the server. */
  public String runId() {
    return runId;
  }

  /** The name of the stream on the server. */
  public String stream() {
    return stream;
  }

  /** How many records were taken: they survive this process, killed or not. */
  public long produced() {
    return produced;
  }

  /** Up to which number they are on this machine's disk or on the server: they survive a reset. */
  public long forced() {
    return forced;
  }

  /**
   * Up to which number the server has decided: it has stored them, committed, or refused them, and
   * then they are among {@link #dropped}. Goes back when the server turns out to have less, as
   * after a restore of a backup; what is still here is sent again then.
   */
  public long durable() {
    return durable;
  }

  /** How many records are only on this machine yet. They are sent later, by whoever is next. */
  public long pending() {
    return produced - durable;
  }

  /** How many records were given up, by reason; empty when none was. */
  public Map<String, Long> dropped() {
    return new TreeMap<>(dropped);
  }

  /** Whether all that was logged is on the server. */
  public boolean isComplete() {
    return pending() == 0 && dropped.isEmpty();
  }

  @Override
  public String toString() {
    return "run "
        + runId
        + ", stream "
        + stream
        + ": produced "
        + produced
        + ", forced "
        + forced
        + ", durable "
        + durable
        + (dropped.isEmpty() ? "" : ", dropped " + dropped);
  }
}
