package dev.modelyard.server.metrics;

import dev.modelyard.server.search.PageToken;
import dev.modelyard.server.search.PageValue;
import dev.modelyard.server.search.QueryFingerprint;
import java.util.List;

/** A place in a history: the point behind which a page begins. */
record Position(long timestamp, long step, double value) {
  private static final List<PageToken.Slot> SLOTS =
      List.of(PageToken.Slot.LONG, PageToken.Slot.LONG, PageToken.Slot.DOUBLE);

  /** Before every point: none has a negative timestamp. */
  static final Position START = new Position(Long.MIN_VALUE, Long.MIN_VALUE, 0);

  static Position decode(String token, QueryFingerprint query) {
    PageToken values = PageToken.decode(token, query, SLOTS);
    return new Position(values.longAt(0), values.longAt(1), values.doubleAt(2));
  }

  String encode(QueryFingerprint query) {
    return PageToken.of(PageValue.of(timestamp), PageValue.of(step), PageValue.of(value))
        .encode(query);
  }
}
