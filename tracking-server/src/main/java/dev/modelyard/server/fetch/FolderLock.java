package dev.modelyard.server.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Held by the one fetch that is at work in a folder. The system lets go of a dead holder's. */
final class FolderLock implements AutoCloseable {
  static final String NAME = "lock";
  private static final long LOOK_MILLIS = 200;

  private final FileChannel channel;
  private final boolean waited;

  private FolderLock(FileChannel channel, boolean waited) {
    this.channel = channel;
    this.waited = waited;
  }

  /**
   * How to wait.
   *
   * @param most for how long
   * @param notice told once when there is something to wait for
   */
  record Waiting(Duration most, Runnable notice) {}

  static FolderLock take(Path file, Waiting waiting) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      long begin = System.nanoTime();
      boolean waited = false;
      while (tryLock(channel) == null) {
        if (!waited) {
          waiting.notice().run();
        }
        waited = true;
        if (System.nanoTime() - begin > waiting.most().toNanos()) {
          channel.close();
          throw FetchException.local(
              "Another fetch is at work in " + file.getParent() + "; wait for it, or end it");
        }
        Thread.sleep(LOOK_MILLIS);
      }
      return new FolderLock(channel, waited);
    } catch (IOException failure) {
      throw FetchException.local("lock " + file, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FetchException(ExitCode.OTHER, "Interrupted");
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException ofThisProcess) {
      return null;
    }
  }

  /** Whether another fetch was at work meanwhile, so that what was known may be old. */
  boolean waited() {
    return waited;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw FetchException.local("unlock the folder", failure);
    }
  }
}
