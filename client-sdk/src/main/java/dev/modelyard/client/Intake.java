package dev.modelyard.client;

import dev.modelyard.client.send.Drops;
import dev.modelyard.client.send.Keeper;
import dev.modelyard.client.spool.Spool;
import dev.modelyard.client.spool.SpoolRecord;
import dev.modelyard.client.wire.Texts;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a run logs into its spool, or drops and counts what no server would take or has no
 * room. Thread-safe; throws only when asked to be strict.
 */
final class Intake {
  static final int MAX_TAG = 8_000;
  private static final int MAX_PARAM = 6_000;

  /** Keys are few; a program that makes one up for each point must not fill the memory. */
  private static final int MOST_KNOWN_KEYS = 10_000;

  private static final System.Logger log = System.getLogger("dev.modelyard.client");

  private final String runId;
  private final boolean strict;
  private final Keeper keeper;
  private final @Nullable Spool spool;
  private final String fault;
  private final Drops drops = new Drops();
  private final Map<String, byte[]> knownKeys = new ConcurrentHashMap<>();
  private final Map<String, String> params = new ConcurrentHashMap<>();

  /**
   * What leads into a spool.
   *
   * @param fault why there is none, when it is null
   */
  Intake(String runId, boolean strict, Keeper keeper, @Nullable Spool spool, String fault) {
    this.runId = runId;
    this.strict = strict;
    this.keeper = keeper;
    this.spool = spool;
    this.fault = fault;
  }

  Drops drops() {
    return drops;
  }

  void metric(String key, double value, long step, long timeMillis) {
    byte[] checked = checked(key);
    if (checked == null) {
      return;
    }
    if (timeMillis < 0) {
      drop("a time before 1970");
    } else if (spool == null) {
      dropForWantOfASpool();
    } else {
      noted(spool, spool.metric(checked, value, step, timeMillis));
    }
  }

  void param(String key, Object value) {
    byte[] checked = checked(key);
    if (checked == null) {
      return;
    }
    String text = Texts.fit(String.valueOf(value), MAX_PARAM);
    String before = params.putIfAbsent(key, text);
    if (before == null) {
      put(SpoolRecord.Kind.PARAM, checked, text.getBytes(StandardCharsets.UTF_8));
    } else if (!before.equals(text)) {
      drop("a param that has another value already");
    }
  }

  void tag(String key, Object value) {
    byte[] checked = checked(key);
    if (checked != null) {
      String text = Texts.fit(String.valueOf(value), MAX_TAG);
      put(SpoolRecord.Kind.TAG, checked, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Takes a record whose key is checked. */
  void put(SpoolRecord.Kind kind, byte[] key, byte[] text) {
    if (spool == null) {
      dropForWantOfASpool();
    } else {
      noted(spool, spool.text(kind, key, text));
    }
  }

  /** The key in UTF-8, or null when no server takes it. */
  private byte @Nullable [] checked(String key) {
    byte[] known = key == null ? null : knownKeys.get(key);
    if (known != null) {
      return known;
    }
    String wrong = Texts.faultOfKey(key);
    if (wrong != null) {
      drop(wrong);
      return null;
    }
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    if (knownKeys.size() < MOST_KNOWN_KEYS) {
      knownKeys.put(key, bytes);
    }
    return bytes;
  }

  private void noted(Spool to, Spool.Put put) {
    switch (put) {
      case DONE:
        break;
      case DONE_AND_DUE:
        keeper.wake();
        break;
      case FULL:
        drop("no room in the spool: " + to.lastFault());
        break;
      case CLOSED:
        drop("the run is closed");
        break;
    }
  }

  void dropForWantOfASpool() {
    drop(fault);
  }

  /** Counts something that is not logged, and tells the first of its reason. */
  void drop(String reason) {
    if (drops.count(reason)) {
      log.log(
          System.Logger.Level.WARNING,
          "run {0}: something is not logged: {1} (told once; Receipt.dropped() counts)",
          runId,
          reason);
    }
    if (strict) {
      throw new ModelyardException("not logged: " + reason, null);
    }
  }
}
