package dev.modelyard.server.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that a request asks for.
 *
 * @param first offset of its first byte, -1 when the file has no such part
 * @param isPart whether it was asked for as a range
 */
record ByteRange(long first, long length, boolean isPart) {
  private static final Pattern ONE = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  static ByteRange whole(long size) {
    return new ByteRange(0, size, false);
  }

  /**
   * What a {@code Range} header asks of a file. As RFC 9110 allows, a header that is not
   * understood, also one with several ranges, counts as none.
   */
  static ByteRange of(@Nullable String header, long size) {
    Matcher one = header == null ? null : ONE.matcher(header);
    if (one == null || !one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
      return whole(size);
    }
    if (one.group(1).isEmpty()) {
      long last = Math.min(size, Long.parseLong(one.group(2)));
      return last == 0 ? new ByteRange(-1, 0, true) : new ByteRange(size - last, last, true);
    }
    long first = Long.parseLong(one.group(1));
    long last = one.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(one.group(2));
    if (last < first) {
      return whole(size);
    }
    return first >= size
        ? new ByteRange(-1, 0, true)
        : new ByteRange(first, Math.min(size - 1, last) - first + 1, true);
  }

  boolean isUnsatisfiable() {
    return first < 0;
  }
}
