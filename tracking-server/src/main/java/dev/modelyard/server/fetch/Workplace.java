package dev.modelyard.server.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Where one version is put together: parts of files by their digest, and the files that are whole.
 * If the version lies on this machine already, its missing files go to where they belong one by
 * one; otherwise all come together in a folder beside, which no reader sees before it is complete.
 *
 * @param parts the folder of files that are being fetched
 * @param version the folder of the version; its files lie in {@link #model}
 */
record Workplace(Path parts, Path version) {
  static final String MODEL = "model";

  /** Where files go once they are whole, checked and durable. */
  Path model() {
    return version.resolve(MODEL);
  }

  /** Where what has come of a file lies. */
  Path part(ManifestFile file) {
    return parts.resolve(file.sha256());
  }

  /**
   * Those of the files that are not there, or not with their bytes; by the size alone if told so.
   */
  List<ManifestFile> missing(List<ManifestFile> files, boolean byDigest) {
    List<ManifestFile> missing = new ArrayList<>();
    for (ManifestFile file : files) {
      Path path = model().resolve(file.path());
      try {
        boolean there =
            Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && Files.size(path) == file.size()
                && (!byDigest || Digests.of(path).equals(file.sha256()));
        if (!there) {
          missing.add(file);
        }
      } catch (IOException failure) {
        throw FetchException.local("read " + path, failure);
      }
    }
    return missing;
  }

  /** How many bytes of the files lie here from an earlier fetch. */
  long begun(List<ManifestFile> files) {
    long begun = 0;
    for (ManifestFile file : files) {
      try {
        Path part = part(file);
        begun += Files.exists(part) ? Math.min(Files.size(part), file.size()) : 0;
      } catch (IOException failure) {
        throw FetchException.local("read " + parts, failure);
      }
    }
    return begun;
  }

  /** Moves a durable part to where its file belongs. */
  void place(Path part, ManifestFile file) {
    Path path = model().resolve(file.path());
    try {
      Files.createDirectories(path.resolveSibling(""));
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw FetchException.local("put " + path + " into place", failure);
    }
  }

  /** Puts a copy of a durable part to where another file of the same bytes belongs. */
  void placeCopy(Path part, ManifestFile file) {
    Path copy = parts.resolve(file.sha256() + ".copy");
    try {
      Files.copy(part, copy, StandardCopyOption.REPLACE_EXISTING);
      Folders.force(copy);
    } catch (IOException failure) {
      throw FetchException.local("write " + copy, failure);
    }
    place(copy, file);
  }
}
