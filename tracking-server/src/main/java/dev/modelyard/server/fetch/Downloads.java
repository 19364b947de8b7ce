package dev.modelyard.server.fetch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings files of a version to this machine, several at a time. Each is tried again until the
 * user's patience is over, goes on where it broke off, and is put into place once its digest holds.
 */
final class Downloads {
  private static final long STOP_SECONDS = 5;

  private final ModelServer server;
  private final Manifest manifest;
  private final Workplace workplace;
  private final Progress progress;
  private final Duration timeout;

  /** Set when one file has failed, so that the others stop at their next bytes. */
  private volatile boolean stopped;

  Downloads(
      ModelServer server,
      Manifest manifest,
      Workplace workplace,
      Progress progress,
      Duration timeout) {
    this.server = server;
    this.manifest = manifest;
    this.workplace = workplace;
    this.progress = progress;
    this.timeout = timeout;
  }

  /**
   * Returns when all files are in place, each of them durable.
   *
   * @throws Changed when the server has other files now
   */
  void run(List<ManifestFile> files, int parallel) throws Changed {
    ExecutorService threads = Executors.newFixedThreadPool(parallel, Downloads::daemon);
    try {
      CompletionService<Path> work = new ExecutorCompletionService<>(threads);
      List<List<ManifestFile>> lots = byContent(files);
      lots.forEach(lot -> work.submit(() -> bring(lot)));
      for (int done = 0; done < lots.size(); done++) {
        work.take().get();
      }
    } catch (ExecutionException failed) {
      rethrow(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FetchException(ExitCode.OTHER, "Interrupted");
    } finally {
      stop(threads);
    }
  }

  private static void rethrow(@Nullable Throwable cause) throws Changed {
    if (cause instanceof Changed changed) {
      throw changed;
    }
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    throw new IllegalStateException(cause);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "fetch");
    thread.setDaemon(true);
    return thread;
  }

  private void stop(ExecutorService threads) {
    stopped = true;
    threads.shutdownNow();
    try {
      // Those that hang in a read are left alone: they are daemons, and write nothing any more.
      threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Files of equal bytes together, as they are fetched once; the largest first. */
  private static List<List<ManifestFile>> byContent(List<ManifestFile> files) {
    Map<String, List<ManifestFile>> lots = new LinkedHashMap<>();
    for (ManifestFile file : files) {
      lots.computeIfAbsent(file.sha256(), digest -> new ArrayList<>(1)).add(file);
    }
    return lots.values().stream()
        .sorted(Comparator.comparingLong((List<ManifestFile> lot) -> lot.get(0).size()).reversed())
        .toList();
  }

  private Path bring(List<ManifestFile> lot) throws Changed {
    ManifestFile file = lot.get(0);
    for (ManifestFile other : lot) {
      if (other.size() != file.size()) {
        throw FetchException.spoiled(
            "The server names one digest for files of two sizes, '%s' and '%s'"
                .formatted(file.path(), other.path()));
      }
    }
    Path path = workplace.part(file);
    try (Part part = Part.open(file, path, progress)) {
      complete(part, file);
      part.force();
    }
    for (ManifestFile copy : lot.subList(1, lot.size())) {
      workplace.placeCopy(path, copy);
      progress.found(copy.size());
    }
    workplace.place(path, file);
    return path;
  }

  private void complete(Part part, ManifestFile file) throws Changed {
    Patience patience = new Patience(timeout);
    while (true) {
      while (!part.isWhole()) {
        attempt(part, file, patience);
      }
      if (part.isAsPromised()) {
        return;
      }
      boolean resumed = part.isResumed();
      part.fromStart();
      if (!resumed) {
        throw FetchException.spoiled(
            "'"
                + file.path()
                + "' is not what was promised, the digest of its bytes is another one; the store of"
                + " the server may be damaged, which its operator can find out by 'verify'");
      }
    }
  }

  private void attempt(Part part, ManifestFile file, Patience patience) throws Changed {
    long before = part.size();
    try {
      server.read(manifest, file, before, new Stoppable(part, patience));
      if (!part.isWhole()) {
        throw new Transient("The server ended '" + file.path() + "' before its end");
      }
    } catch (Transient broken) {
      progress.trouble(broken.getMessage());
      patience.await(broken);
    }
  }

  /** Lets go of a file as soon as another one has failed. */
  private final class Stoppable implements ModelServer.Receiver {
    private final Part part;
    private final Patience patience;

    Stoppable(Part part, Patience patience) {
      this.part = part;
      this.patience = patience;
    }

    @Override
    public void fromStart() {
      part.fromStart();
    }

    @Override
    public void take(byte[] bytes, int length) {
      if (stopped) {
        throw new FetchException(ExitCode.OTHER, "Stopped");
      }
      part.take(bytes, length);
      patience.progress();
    }
  }
}
