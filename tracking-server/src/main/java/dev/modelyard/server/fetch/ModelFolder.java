package dev.modelyard.server.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder that the user named, and what lies behind it. {@code DIR} is a link; beside it
 *
 * <pre>
 * .DIR.modelyard/3-0a1b2c3d4e5f/model/                  the files of version 3; DIR leads here
 * .DIR.modelyard/3-0a1b2c3d4e5f/.modelyard-model.json   what they are
 * .DIR.modelyard/2-…/                                   the version before
 * .DIR.modelyard/partial/                               what is on its way
 * .DIR.modelyard/lock                                   held by the one fetch that is at work
 * </pre>
 *
 * A new version comes to DIR by the rename of a new link onto the old one, which is one step for
 * everybody who reads.
 */
final class ModelFolder {
  private static final String RECORD = ".modelyard-model.json";
  private static final String PARTIAL = "partial";
  private static final Pattern VERSION = Pattern.compile("[0-9]+-[0-9a-f]{12}");

  private final Path link;
  private final Path home;

  private ModelFolder(Path link, Path home) {
    this.link = link;
    this.home = home;
  }

  /** The folder of that name; nothing is made yet. */
  static ModelFolder at(Path directory) {
    Path link = directory.toAbsolutePath().normalize();
    Path name = link.getFileName();
    if (name == null) {
      throw FetchException.usage("'" + directory + "' cannot be the folder of a model");
    }
    return new ModelFolder(link, link.resolveSibling("." + name + ".modelyard"));
  }

  Path link() {
    return link;
  }

  /** Refuses what is there if it did not come from a fetch. */
  void requireOurs() {
    try {
      if (Files.isSymbolicLink(link)) {
        if (linked().isEmpty()) {
          throw refused("is a link to " + Files.readSymbolicLink(link));
        }
      } else if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
        if (Folders.isMounted(link)) {
          throw FetchException.local(
              "At "
                  + link
                  + " a disk or volume is mounted, so no link can stand there: name a folder in it,"
                  + " such as "
                  + link.resolve(Workplace.MODEL));
        }
        if (!Folders.isEmpty(link)) {
          throw refused("is a folder with files");
        }
      } else if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        throw refused("is a file");
      }
    } catch (IOException failure) {
      throw FetchException.local("read " + link, failure);
    }
  }

  private FetchException refused(String what) {
    return FetchException.local(
        link
            + " "
            + what
            + " that no fetch has made, and nothing in it will be touched: move it away, or name"
            + " another folder");
  }

  /** The name of the version's folder that DIR leads to. */
  Optional<String> linked() throws IOException {
    if (!Files.isSymbolicLink(link)) {
      return Optional.empty();
    }
    Path target = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
    Path version = target.getParent();
    boolean ours =
        version != null
            && target.endsWith(Workplace.MODEL)
            && home.equals(version.getParent())
            && VERSION.matcher(version.getFileName().toString()).matches();
    return ours && version != null
        ? Optional.of(version.getFileName().toString())
        : Optional.empty();
  }

  /** What DIR holds now, as far as its record can be read. */
  Optional<Manifest> current() {
    try {
      Optional<String> version = linked();
      return version.isEmpty() ? Optional.empty() : record(home.resolve(version.get()));
    } catch (IOException failure) {
      throw FetchException.local("read " + link, failure);
    }
  }

  private static Optional<Manifest> record(Path version) {
    try (InputStream in = Files.newInputStream(version.resolve(RECORD))) {
      Manifest manifest = ManifestReader.read(in);
      return version.endsWith(manifest.folderName()) ? Optional.of(manifest) : Optional.empty();
    } catch (IOException | FetchException unreadable) {
      // Somebody has changed or removed it: then the version is fetched as if it were not there.
      return Optional.empty();
    }
  }

  /** Whether DIR leads to this version. */
  boolean isAt(Manifest manifest) {
    try {
      return linked().filter(manifest.folderName()::equals).isPresent();
    } catch (IOException failure) {
      throw FetchException.local("read " + link, failure);
    }
  }

  /** Waits for other fetches into the same folder. */
  FolderLock lock(FolderLock.Waiting waiting) {
    try {
      Files.createDirectories(home);
    } catch (IOException failure) {
      throw FetchException.local("make " + home, failure);
    }
    return FolderLock.take(home.resolve(FolderLock.NAME), waiting);
  }

  /** Makes a place for putting a version together. Must hold the lock. */
  Workplace prepare(Manifest manifest) {
    try {
      clearPartial(manifest.folderName());
      Path whole = home.resolve(manifest.folderName());
      Path partial = partial(manifest);
      Path parts = Files.createDirectories(partial.resolve("parts"));
      if (Files.exists(home.resolve(FolderLock.NAME.toUpperCase(Locale.ROOT)))) {
        FilePaths.checkWithoutCase(manifest.files());
      }
      Workplace place = new Workplace(parts, Files.isDirectory(whole) ? whole : partial);
      Files.createDirectories(place.model());
      return place;
    } catch (IOException failure) {
      throw FetchException.local("make a place in " + home, failure);
    }
  }

  /** Whether a version was put together before, and is not just being so. */
  boolean isWhole(Workplace place) {
    return home.equals(place.version().getParent());
  }

  private Path partial(Manifest manifest) {
    return home.resolve(PARTIAL).resolve(manifest.folderName());
  }

  /** Refuses to begin when the disk has no room for so many bytes. */
  void requireRoom(long bytes) {
    try {
      long free = Files.getFileStore(home).getUsableSpace();
      if (free < bytes) {
        throw FetchException.local(
            "The disk of %s has %s left, and the model needs %s more"
                .formatted(home, Sizes.words(free), Sizes.words(bytes)));
      }
    } catch (IOException failure) {
      throw FetchException.local("ask how full the disk is of " + home, failure);
    }
  }

  /** Makes a version whose files are all in place durable and whole. */
  void finish(Manifest manifest, Workplace place, ModelRecord record) {
    Path version = place.version();
    try {
      record.write(version.resolve(RECORD));
      Folders.forceNames(version);
      Folders.delete(place.parts());
      Path whole = home.resolve(manifest.folderName());
      if (!version.equals(whole)) {
        Files.move(version, whole, StandardCopyOption.ATOMIC_MOVE);
      }
      Folders.force(home);
    } catch (IOException failure) {
      throw FetchException.local("complete " + version, failure);
    }
  }

  /** Lets DIR lead to a finished version; only this one and the one before are kept. */
  void switchTo(Manifest manifest) {
    try {
      @Nullable String before = linked().orElse(null);
      if (!manifest.folderName().equals(before)) {
        Path next = home.resolve("next");
        Files.deleteIfExists(next);
        Path target =
            Path.of(home.getFileName().toString(), manifest.folderName(), Workplace.MODEL);
        Files.createSymbolicLink(next, target);
        if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
          Files.delete(link);
        }
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
        Folders.force(home);
        Folders.force(link.resolveSibling(".").normalize());
        removeAllBut(
            before == null ? Set.of(manifest.folderName()) : Set.of(manifest.folderName(), before));
      }
    } catch (IOException failure) {
      throw FetchException.local("let " + link + " lead to the new version", failure);
    }
  }

  /** Takes away what broken-off fetches have left. */
  void tidy() {
    try {
      clearPartial(null);
    } catch (IOException failure) {
      throw FetchException.local("clean " + home, failure);
    }
  }

  private void removeAllBut(Set<String> kept) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(home)) {
      for (Path folder : all) {
        String name = folder.getFileName().toString();
        if (VERSION.matcher(name).matches() && !kept.contains(name)) {
          Folders.delete(folder);
        }
      }
    }
  }

  /** Takes away what broken-off fetches have left, but what can be gone on with. */
  private void clearPartial(@Nullable String kept) throws IOException {
    Path partial = home.resolve(PARTIAL);
    if (!Files.isDirectory(partial)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(partial)) {
      for (Path folder : all) {
        if (!folder.getFileName().toString().equals(kept)) {
          Folders.delete(folder);
        }
      }
    }
    if (kept == null) {
      Files.delete(partial);
    }
  }
}
