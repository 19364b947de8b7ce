package dev.modelyard.server.fetch;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One fetch: asks what is wanted, brings what is missing, checks it, and lets the folder lead to
 * it.
 */
final class Fetch {
  /** How often a version may change on the server while it is fetched. */
  private static final int ROUNDS = 3;

  private final Options options;
  private final ModelServer server;
  private final ModelFolder folder;
  private final InstantSource clock;
  private final PrintStream notices;

  /**
   * What the user wants.
   *
   * @param parallel how many files at a time
   * @param timeout how long to go on when nothing comes
   * @param verify whether to read all files that should be here already
   * @param style how to tell of the progress
   */
  record Options(
      ModelUri model, int parallel, Duration timeout, boolean verify, Progress.Style style) {}

  /**
   * How it went.
   *
   * @param changed false when the folder held the version already
   * @param moved bytes that came from the server
   */
  record Outcome(Manifest manifest, boolean changed, long moved) {}

  Fetch(
      Options options,
      ModelServer server,
      ModelFolder folder,
      InstantSource clock,
      PrintStream notices) {
    this.options = options;
    this.server = server;
    this.folder = folder;
    this.clock = clock;
    this.notices = notices;
  }

  Outcome run() {
    folder.requireOurs();
    // Asked before anything is made here: of a model that is not there no folder is left behind.
    Manifest manifest = wanted();
    try (FolderLock lock = folder.lock(waiting())) {
      if (lock.waited()) {
        folder.requireOurs();
        manifest = wanted();
      }
      for (int round = 1; ; round++) {
        try {
          return bring(manifest);
        } catch (Changed changed) {
          if (round == ROUNDS) {
            throw FetchException.spoiled(
                changed.getMessage() + ", also after asking " + ROUNDS + " times");
          }
          say(changed.getMessage() + "; starting over");
          manifest = wanted();
        }
      }
    }
  }

  private FolderLock.Waiting waiting() {
    return new FolderLock.Waiting(
        options.timeout(), () -> say("Waiting for another fetch into " + folder.link()));
  }

  private Manifest wanted() {
    @Nullable Manifest known =
        folder.current().filter(held -> held.name().equals(options.model().name())).orElse(null);
    Patience patience = new Patience(options.timeout());
    String said = "";
    while (true) {
      try {
        Manifest manifest = server.manifest(options.model(), known).orElse(known);
        if (manifest == null || !manifest.name().equals(options.model().name())) {
          throw FetchException.spoiled("The server answered with another model");
        }
        return manifest;
      } catch (Transient failure) {
        if (!said.equals(failure.getMessage())) {
          said = failure.getMessage();
          say(said + "; trying again");
        }
        patience.await(failure);
      }
    }
  }

  private Outcome bring(Manifest manifest) throws Changed {
    boolean isCurrent =
        folder.current().filter(held -> held.name().equals(manifest.name())).isPresent()
            && folder.isAt(manifest);
    Workplace place = folder.prepare(manifest);
    // What DIR is about to lead to is read to its last byte, unless it leads there already.
    boolean byDigest = folder.isWhole(place) && (options.verify() || !isCurrent);
    List<ManifestFile> missing = place.missing(manifest.files(), byDigest);
    long moved = missing.isEmpty() ? 0 : download(manifest, place, missing);
    boolean changed = !isCurrent || !missing.isEmpty();
    if (changed) {
      folder.finish(
          manifest,
          place,
          new ModelRecord(manifest, options.model(), server.base(), clock.instant()));
      folder.switchTo(manifest);
    }
    folder.tidy();
    return new Outcome(manifest, changed, moved);
  }

  private long download(Manifest manifest, Workplace place, List<ManifestFile> missing)
      throws Changed {
    long total = missing.stream().mapToLong(ManifestFile::size).sum();
    long begun = place.begun(missing);
    folder.requireRoom(total - begun);
    say(
        "Fetching %s version %s: %d of %d files, %s%s"
            .formatted(
                manifest.name(),
                manifest.version(),
                missing.size(),
                manifest.files().size(),
                Sizes.words(total),
                begun > 0 ? ", " + Sizes.words(begun) + " of it here already" : ""));
    try (Progress progress = new Progress(notices, options.style(), total)) {
      new Downloads(server, manifest, place, progress, options.timeout())
          .run(missing, options.parallel());
      return progress.moved();
    }
  }

  private void say(String message) {
    if (options.style() != Progress.Style.QUIET) {
      notices.println(message);
    }
  }
}
