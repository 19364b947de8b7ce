package dev.modelyard.server.http;

import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The conditions of a request for a file, in the order and with the meaning of RFC 9110. */
final class Preconditions {
  private final Function<String, @Nullable String> header;
  private final FileAnswer.Described file;

  Preconditions(Function<String, @Nullable String> header, FileAnswer.Described file) {
    this.header = header;
    this.file = file;
  }

  /**
   * Tells the caller the validator of an answer, if any, and whether the caller holds it already.
   */
  static boolean isHeld(Context context, @Nullable String etag) {
    if (etag == null) {
      return false;
    }
    context.header("ETag", etag);
    String noneMatch = context.header("If-None-Match");
    return noneMatch != null && names(noneMatch, etag);
  }

  /** Whether the file is not the one that the caller wants. */
  boolean failed() {
    String match = header.apply("If-Match");
    if (match != null) {
      return !names(match, file.etag());
    }
    String since = header.apply("If-Unmodified-Since");
    return since != null && isAfter(since, false);
  }

  /** Whether the caller has the file already. */
  boolean isUnchanged() {
    String noneMatch = header.apply("If-None-Match");
    if (noneMatch != null) {
      return names(noneMatch, file.etag());
    }
    String since = header.apply("If-Modified-Since");
    return since != null && !isAfter(since, true);
  }

  /** What to send: a range only of the very file that an {@code If-Range} names. */
  ByteRange range() {
    String ifRange = header.apply("If-Range");
    boolean same =
        ifRange == null || ifRange.equals(file.etag()) || ifRange.equals(file.lastModified());
    return same ? ByteRange.of(header.apply("Range"), file.size()) : ByteRange.whole(file.size());
  }

  private static boolean names(String tags, String etag) {
    return Arrays.stream(tags.split(",", -1))
        .map(String::strip)
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
  }

  /** Whether the file changed after a time; {@code otherwise} when the time is not understood. */
  private boolean isAfter(String httpDate, boolean otherwise) {
    try {
      long time =
          ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond();
      return file.modified() / 1_000 > time;
    } catch (DateTimeException noDate) {
      return otherwise;
    }
  }
}
