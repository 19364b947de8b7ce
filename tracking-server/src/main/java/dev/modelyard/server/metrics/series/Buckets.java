package dev.modelyard.server.metrics.series;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts points that come in any order, and of which nobody knows how far they reach, into a bounded
 * number of buckets. All buckets have the same width, the least power of two at which they suffice,
 * and begin at its multiples. So a width once found can be doubled in place, the outcome does not
 * depend on the order, and buckets stay where they are while a series grows. At least half of the
 * buckets span the points. Not thread-safe.
 */
final class Buckets {
  private final int most;
  private final int mask;

  /** The bucket of a cell stands at the last bits of its number, which no two in use share. */
  private @Nullable Bucket[] places;

  /** Two to this power is the width. */
  private int shift;

  // The least and the greatest cell in use: which multiples of the width they begin at.
  private long low;
  private long high;
  private boolean empty = true;

  Buckets(int most) {
    this.most = most;
    int capacity = most == 1 ? 1 : Integer.highestOneBit(most - 1) << 1;
    this.mask = capacity - 1;
    this.places = new Bucket[capacity];
  }

  void add(long x, long other, double value) {
    long cell = cell(x);
    if (empty) {
      low = cell;
      high = cell;
      empty = false;
    } else if (cell < low || cell > high) {
      reach(Math.min(cell, low), Math.max(cell, high));
      cell = cell(x);
    }
    at(places, cell).add(x, other, value);
  }

  /** The buckets that have points, in ascending order. */
  List<Bucket> filled() {
    List<Bucket> filled = new ArrayList<>();
    for (long i = 0; !empty && i <= high - low; i++) {
      Bucket bucket = places[(int) (low + i) & mask];
      if (bucket != null) {
        filled.add(bucket);
      }
    }
    return filled;
  }

  /** A lone bucket has no width: below and above zero no power of two would make it one. */
  private long cell(long x) {
    return most == 1 ? 0 : x >> shift;
  }

  private void reach(long newLow, long newHigh) {
    int doublings = 0;
    while (!fit(newLow >> doublings, newHigh >> doublings)) {
      doublings++;
    }
    if (doublings > 0) {
      @Nullable Bucket[] wider = new Bucket[places.length];
      for (long i = 0; i <= high - low; i++) {
        Bucket bucket = places[(int) (low + i) & mask];
        if (bucket != null) {
          at(wider, (low + i) >> doublings).add(bucket);
        }
      }
      places = wider;
      shift += doublings;
    }
    low = newLow >> doublings;
    high = newHigh >> doublings;
  }

  /** The span may need all 64 bits, so it is compared as a number without a sign. */
  private boolean fit(long from, long to) {
    return Long.compareUnsigned(to - from, most) < 0;
  }

  private Bucket at(@Nullable Bucket[] buckets, long cell) {
    int place = (int) cell & mask;
    Bucket bucket = buckets[place];
    if (bucket == null) {
      bucket = new Bucket();
      buckets[place] = bucket;
    }
    return bucket;
  }
}
