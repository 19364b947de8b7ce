package dev.modelyard.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the bench works. */
final class Spools {
  private Spools() {}

  static String serverUrl() {
    return System.getenv().getOrDefault("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000");
  }

  /** A spool folder of its own, below {@code MODELYARD_SPOOL} where that is set: a real disk. */
  static Path create() throws IOException {
    String below = System.getenv("MODELYARD_SPOOL");
    return below == null
        ? Files.createTempDirectory("modelyard-bench")
        : Files.createTempDirectory(Files.createDirectories(Path.of(below)), "spool");
  }

  static void delete(Path spool) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(spool)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
