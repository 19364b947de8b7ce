package dev.modelyard.server.registry.events;

import dev.modelyard.server.db.Database;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Proves that the log of changes is whole: no event changed, removed, added in between, cut off.
 */
public final class EventVerification {
  private static final int LOT = 1_000;

  private final Database database;

  public EventVerification(Database database) {
    this.database = database;
  }

  /**
   * What was found.
   *
   * @param events how many there are
   * @param head the hash of the last, in hex: whoever keeps it can later prove what came before
   * @param faults what is wrong; 0 when all holds
   */
  public record Report(long events, String head, int faults) {}

  /**
   * Reads the whole log.
   *
   * @param known a hash that was the last one once, in hex; null when the caller kept none
   * @param faults gets a sentence for each fault
   */
  public Report run(@Nullable String known, Consumer<String> faults) {
    int[] count = new int[1];
    Consumer<String> fault =
        text -> {
          count[0]++;
          faults.accept(text);
        };
    // First the head: events that come while this reads are behind it.
    EventStore.Head head = database.statement(EventStore::head);
    boolean met = known == null || known.equalsIgnoreCase(EventChain.NOTHING);
    long seq = 0;
    String previous = EventChain.NOTHING;
    for (List<EventLog.Stored> lot = lot(seq); !lot.isEmpty(); lot = lot(seq)) {
      for (EventLog.Stored event : lot) {
        if (event.seq() != seq + 1) {
          fault.accept("events " + (seq + 1) + " to " + (event.seq() - 1) + " are missing");
        } else if (!event.previous().equals(previous)) {
          fault.accept("event " + event.seq() + " does not follow event " + seq);
        }
        if (!event.hash().equals(EventChain.hash(event.previous(), event.seq(), event.body()))) {
          fault.accept("event " + event.seq() + " is not what was written");
        }
        if (event.seq() == head.seq() && !event.hash().equals(head.hash())) {
          fault.accept("event " + event.seq() + " is not the one that was written last");
        }
        met |= event.hash().equalsIgnoreCase(known);
        seq = event.seq();
        previous = event.hash();
      }
    }
    if (seq < head.seq()) {
      fault.accept("events " + (seq + 1) + " to " + head.seq() + " are missing at the end");
    }
    EventStore.Head now = database.statement(EventStore::head);
    if (seq > now.seq() || (now.seq() == 0 && !now.hash().equals(EventChain.NOTHING))) {
      fault.accept("the head of the log, at event " + now.seq() + ", is not what was written last");
    }
    if (!met) {
      fault.accept("no event has the hash " + known + ": the log was cut off or written anew");
    }
    return new Report(seq, previous, count[0]);
  }

  private List<EventLog.Stored> lot(long after) {
    return database.statement(handle -> EventStore.behind(handle, after, LOT));
  }
}
