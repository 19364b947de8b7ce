package dev.modelyard.client.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The segment that is being read, and the place where the next reader goes on. Not thread-safe. */
final class ReadAhead {
  private @Nullable Segment segment;
  private @Nullable ByteBuffer whole;
  private long nextNumber;
  private int nextOffset;

  /** What a segment has so far, from the record {@code number} or one before it on. */
  ByteBuffer records(Segment from, long number) throws IOException {
    int end = from.end();
    ByteBuffer known = whole;
    if (from != segment || known == null || known.capacity() < end) {
      known = from.records();
      nextOffset = from == segment ? nextOffset : 0;
      segment = from;
      whole = known;
    }
    ByteBuffer records = known.duplicate();
    records.limit(end).position(number == nextNumber ? Math.min(nextOffset, end) : 0);
    return records;
  }

  /** Notes that the record {@code number} begins at an offset of the segment read last. */
  void goOnAt(long number, int offset) {
    nextNumber = number;
    nextOffset = offset;
  }
}
