package dev.modelyard.server.registry;

import dev.modelyard.server.registry.StageHistoryStore.Arrival;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Which versions followed each other in Production. What was rolled back is forgotten: so a second
 * rollback goes further back, and never to the version that the first one was to get rid of.
 */
final class ProductionHistory {
  private ProductionHistory() {}

  /** The versions that a rollback can go back to, the latest first; present ones included. */
  static List<Integer> backwards(List<Arrival> arrivals) {
    Deque<Integer> versions = new ArrayDeque<>();
    for (Arrival arrival : arrivals) {
      if (arrival.byRollback()) {
        while (!versions.isEmpty() && versions.peek() != arrival.version()) {
          versions.pop();
        }
      }
      if (versions.isEmpty() || versions.peek() != arrival.version()) {
        versions.push(arrival.version());
      }
    }
    return List.copyOf(versions);
  }
}
