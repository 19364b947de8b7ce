package dev.modelyard.server.metrics.series;

import dev.modelyard.server.metrics.History;
import dev.modelyard.server.metrics.Points;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Gathers the series of one run, all of its asked keys in one pass. Not thread-safe. */
final class SeriesReader implements History.Reader {
  private final List<Series> series;

  private SeriesReader(SeriesRequest request, long startTime) {
    series =
        Stream.generate(() -> new Series(request, startTime)).limit(request.keys().size()).toList();
  }

  /** The series of a run, one a key, in their order. */
  static List<Series> read(History history, SeriesRequest request, UUID runId, long startTime) {
    return history.read(runId, request.keys(), () -> new SeriesReader(request, startTime)).series;
  }

  @Override
  public void take(int key, Points points) {
    series.get(key).add(points);
  }
}
