package dev.modelyard.server.metrics.series;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.Numbers;
import java.util.List;

/**
 * A checked request for series.
 *
 * @param runIds as the wire spells them, each once
 * @param keys each once
 * @param from the least x in range
 * @param to the greatest
 * @param buckets the most entries of a series
 */
record SeriesRequest(
    List<String> runIds, List<String> keys, Axis axis, long from, long to, int buckets) {
  private static final int MOST_RUNS = 200;
  private static final int MOST_KEYS = 50;
  private static final int MOST_BUCKETS = 4_000;

  /** What is in memory at a time: the series of one run, 5 MB at the most. */
  private static final int MOST_OF_A_RUN = 40_000;

  /** What an answer may hold, some 40 MB of JSON. */
  private static final int MOST_OF_ALL = 400_000;

  SeriesRequest {
    runIds = List.copyOf(runIds);
    keys = List.copyOf(keys);
  }

  static SeriesRequest read(FieldReader in) {
    List<String> runIds = List.of();
    List<String> keys = List.of();
    String axis = null;
    Double from = null;
    Double to = null;
    Long buckets = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "run_ids" -> runIds = in.strings();
        case "keys" -> keys = in.strings();
        case "x" -> axis = in.string();
        case "from" -> from = in.float64();
        case "to" -> to = in.float64();
        case "buckets" -> buckets = in.int64();
        default -> in.skip();
      }
    }
    SeriesRequest request =
        new SeriesRequest(
            counted("run_ids", runIds, MOST_RUNS),
            counted("keys", keys, MOST_KEYS),
            Axis.named(in.requireText(axis, "x")),
            from == null ? Long.MIN_VALUE : (long) Math.ceil(number("from", from)),
            to == null ? Long.MAX_VALUE : (long) Math.floor(number("to", to)),
            Numbers.within(1, MOST_BUCKETS, in.require(buckets, "buckets"), "buckets"));
    request.requireFit();
    if (from != null && to != null && from > to) {
      throw ApiException.invalid(
          "'to' must not be less than 'from', but is " + to + " after " + from);
    }
    return request;
  }

  private static List<String> counted(String field, List<String> given, int most) {
    if (given.isEmpty() || given.size() > most) {
      throw ApiException.invalid(
          "The field '" + field + "' must hold from 1 to " + most + ", it holds " + given.size());
    }
    return given.stream().distinct().toList();
  }

  private static double number(String field, double given) {
    if (Double.isNaN(given)) {
      throw ApiException.invalid("Invalid value for '" + field + "': must be a number, not NaN");
    }
    return given;
  }

  private void requireFit() {
    int ofARun = keys.size() * buckets;
    long ofAll = (long) runIds.size() * ofARun;
    if (ofARun > MOST_OF_A_RUN || ofAll > MOST_OF_ALL) {
      throw ApiException.invalid(
          "A request may ask for at most "
              + MOST_OF_A_RUN
              + " buckets of a run (keys times buckets) and "
              + MOST_OF_ALL
              + " of all runs together, this one asks for "
              + ofARun
              + " and "
              + ofAll
              + ": ask for fewer buckets, or by several requests");
    }
  }
}
