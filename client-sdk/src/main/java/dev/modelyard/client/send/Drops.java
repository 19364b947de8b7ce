package dev.modelyard.client.send;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What was given up, counted by reason. Thread-safe. */
public final class Drops {
  /** Reasons can hold a server's words: no more than so many are told apart. */
  private static final int MOST_REASONS = 100;

  private static final String OTHERS = "other reasons";

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** Counts one more; true when it is the first of its reason. */
  public boolean count(String reason) {
    return count(reason, 1);
  }

  boolean count(String reason, long number) {
    String told = counts.size() < MOST_REASONS || counts.containsKey(reason) ? reason : OTHERS;
    LongAdder counter = counts.computeIfAbsent(told, none -> new LongAdder());
    boolean first = counter.sum() == 0;
    counter.add(number);
    return first;
  }

  public Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((reason, counter) -> all.put(reason, counter.sum()));
    return all;
  }
}
