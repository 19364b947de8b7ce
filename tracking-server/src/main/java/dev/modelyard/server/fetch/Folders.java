package dev.modelyard.server.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Folders of this machine, with all that is in them. Links are never followed. */
final class Folders {
  private Folders() {}

  /** Returns when the bytes of a file, or the names in a folder, would survive a crash. */
  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes durable which names are in a folder and all below it. */
  static void forceNames(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            force(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Takes away a folder and all that is in it; where none is, that is done already. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Whether a folder is where another file system begins. */
  static boolean isMounted(Path folder) throws IOException {
    try {
      Object above = Files.getAttribute(folder.resolveSibling("."), "unix:dev");
      return !Files.getAttribute(folder, "unix:dev").equals(above);
    } catch (UnsupportedOperationException noUnix) {
      return false;
    }
  }

  /** Whether nothing is in a folder. */
  static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    }
  }
}
