package dev.modelyard.server.registry.fetches;

import dev.modelyard.server.auth.Principal;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.http.Caller;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes who fetches which version, behind the caller's back: a fetch costs no statement, and many
 * in a second are written as one. The notes inform and prove nothing, so those of the last second
 * may be lost with the process or while the database is away. Thread-safe.
 */
public final class Fetches implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Fetches.class);

  private static final Duration GATHER = Duration.ofSeconds(1);
  private static final int MOST_WAITING = 10_000;

  /** One order for all replicas, so that none waits for another in a circle. */
  private static final Comparator<Fetch.Subject> ORDER =
      Comparator.comparingLong(Fetch.Subject::modelId).thenComparingInt(Fetch.Subject::version);

  private final Database database;
  private final InstantSource clock;
  private final BlockingQueue<Fetch> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

  public Fetches(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Notes that a version's files are asked for; returns at once. Looks in a browser are no fetch.
   */
  public void note(long modelId, int version, Caller caller) {
    Principal principal = caller.principal();
    if (principal.way() == Principal.Way.UI || caller.isBrowser()) {
      return;
    }
    Fetch fetch = new Fetch(modelId, version, clock.millis(), caller.client(), principal.user());
    if (!waiting.offer(fetch)) {
      log.debug("too many fetches in a second, one of {} is not noted", fetch.subject());
    }
  }

  /** Waits while fetches gather, then writes them. */
  public void round() throws InterruptedException {
    Thread.sleep(GATHER.toMillis());
    write();
  }

  /** Writes what is still waiting. */
  @Override
  public void close() {
    write();
  }

  private void write() {
    List<Fetch> all = new ArrayList<>();
    waiting.drainTo(all);
    if (all.isEmpty()) {
      return;
    }
    Map<Fetch.Subject, Fetch> last = new TreeMap<>(ORDER);
    for (Fetch fetch : all) {
      last.merge(fetch.subject(), fetch, (a, b) -> a.time() > b.time() ? a : b);
    }
    List<Fetch> rows = List.copyOf(last.values());
    try {
      database.transaction(handle -> FetchStore.note(handle, rows));
    } catch (ApiException away) {
      log.debug("{} fetches are not noted: {}", rows.size(), away.getMessage());
    } catch (RuntimeException failure) {
      log.error("{} fetches are not noted", rows.size(), failure);
    }
  }
}
