package dev.modelyard.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened and is to be closed again, the last first. */
final class Parts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Parts.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Returns {@code part}, which is closed with all the others. */
  <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /** Closes all; one that fails is logged and keeps none from being closed. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception failure) {
        log.error("{} did not close", part.getClass().getSimpleName(), failure);
      }
    }
  }
}
