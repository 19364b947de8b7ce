package dev.modelyard.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What appears under its name in one step, with all of its bytes, or not at all. */
final class Whole {
  private Whole() {}

  /** Writes a file, or a folder, at the path that it is given. */
  @FunctionalInterface
  interface Writing {
    void writeTo(Path path) throws IOException;
  }

  /** A file that {@code writing} makes; it takes the place of one that is there. */
  static Path file(Path target, Writing writing) throws IOException {
    return make(target, writing);
  }

  /** A folder that {@code writing} fills; fails when something is there. */
  static Path folder(Path target, Writing writing) throws IOException {
    return make(
        target,
        partial -> {
          Files.createDirectory(partial);
          writing.writeTo(partial);
        });
  }

  /** Beside the target, since only within one file system a move is one step. */
  private static Path make(Path target, Writing writing) throws IOException {
    Path there = target.toAbsolutePath();
    Files.createDirectories(there.getParent());
    Path partial = there.resolveSibling(".partial-" + UUID.randomUUID());
    try {
      writing.writeTo(partial);
      Files.move(partial, there, StandardCopyOption.ATOMIC_MOVE);
      return target;
    } catch (IOException | RuntimeException failure) {
      delete(partial);
      throw failure;
    }
  }

  private static void delete(Path partial) throws IOException {
    if (!Files.exists(partial)) {
      return;
    }
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(partial)) {
      walk.forEach(all::add);
    }
    Collections.reverse(all);
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
