package dev.modelyard.server.runs.streams;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.runs.LogBatch;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.wire.FieldReader;
import java.util.List;

/**
 * What one request logs of a stream: records in their order, numbered without gaps from {@code
 * first} on.
 */
record StreamLog(StreamName name, long first, List<StreamRecord> records) {
  private static final int MAX_RECORDS = 10_000;

  StreamLog {
    records = List.copyOf(records);
    if (first < 1) {
      throw ApiException.invalid(
          "Invalid value " + first + " for 'first_sequence': numbers begin with 1");
    }
    if (records.size() > MAX_RECORDS) {
      throw ApiException.invalid(
          "A request may hold at most "
              + MAX_RECORDS
              + " records, this one holds "
              + records.size());
    }
  }

  static StreamLog read(FieldReader in) {
    String runId = null;
    String stream = null;
    Long first = null;
    List<StreamRecord> records = List.of();
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case RunIds.FIELD -> runId = in.string();
        case StreamName.FIELD -> stream = in.string();
        case "first_sequence" -> first = in.int64();
        case "records" -> records = in.objects(StreamRecord::read);
        default -> in.skip();
      }
    }
    StreamLog log =
        new StreamLog(
            new StreamName(
                RunIds.require(in.requireText(runId, RunIds.FIELD)),
                in.requireText(stream, StreamName.FIELD)),
            in.require(first, "first_sequence"),
            records);
    log.last();
    log.behind(0);
    return log;
  }

  /** The number of the last record; one less than the first when there is none. */
  long last() {
    long last = first - 1;
    try {
      for (StreamRecord record : records) {
        last = Math.addExact(last, record.numbers());
      }
    } catch (ArithmeticException overflow) {
      throw ApiException.invalid("The numbers of the records exceed 64 bits");
    }
    return last;
  }

  /** All of it whose numbers are greater than {@code highWater}. */
  LogBatch behind(long highWater) {
    StreamRecord.Parts parts = new StreamRecord.Parts(name.runId());
    long number = first - 1;
    for (StreamRecord record : records) {
      number += record.numbers();
      if (number > highWater) {
        record.addTo(parts);
      }
    }
    return parts.batch();
  }
}
