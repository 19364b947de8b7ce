package dev.modelyard.client.send;

import dev.modelyard.client.spool.SpoolRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How many records go in one request. */
final class Batches {
  /** MLflow's limits of a batch. */
  private static final int MOST_IN_BATCH = 1_000;

  private static final int MOST_TEXTS_IN_BATCH = 100;

  private Batches() {}

  /**
   * The records up to the first that takes a call of its own; that one alone, if it is the first.
   */
  static List<SpoolRecord> ofStream(List<SpoolRecord> records) {
    int count = 0;
    while (count < records.size() && records.get(count).kind().inBatches()) {
      count++;
    }
    return records.subList(0, Math.max(1, count));
  }

  /** As many of the records as MLflow takes in one batch, each param once. */
  static List<SpoolRecord> ofMlflow(List<SpoolRecord> records) {
    Set<String> params = new HashSet<>();
    int tags = 0;
    int count = 0;
    for (SpoolRecord record : ofStream(records)) {
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
}
