package dev.modelyard.server.fetch;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The paths of a manifest. They become files of this machine, so nothing in them may leave the
 * folder, and no two may mean the same place.
 */
final class FilePaths {
  private static final int MAX_PART_BYTES = 255;

  private FilePaths() {}

  /** Refuses paths that climb, that are not in order by code point, or that collide. */
  static void check(List<ManifestFile> files) {
    String before = "";
    for (ManifestFile file : files) {
      checkOne(file.path());
      if (!before.isEmpty() && byCodePoint(before, file.path()) >= 0) {
        throw refused(file.path(), "it stands twice, or not in order");
      }
      before = file.path();
    }
    Comparator<ManifestFile> order =
        Comparator.comparing(ManifestFile::path, FilePaths::byCodePoint);
    Set<String> folders = new HashSet<>();
    for (ManifestFile file : files) {
      String path = file.path();
      for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        String folder = path.substring(0, slash);
        if (!folders.add(folder)) {
          break;
        }
        if (Collections.binarySearch(files, new ManifestFile(folder, 0, ""), order) >= 0) {
          throw refused(path, "'" + folder + "' is a file as well");
        }
      }
    }
  }

  /** Refuses paths that are one for a file system that does not tell cases apart. */
  static void checkWithoutCase(List<ManifestFile> files) {
    Set<String> seen = new HashSet<>();
    for (ManifestFile file : files) {
      String folded =
          Normalizer.normalize(file.path(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
      if (!seen.add(folded)) {
        throw FetchException.local(
            "The files of the model do not fit into this file system, which takes '"
                + file.path()
                + "' for another one of them that differs in case only");
      }
    }
  }

  private static void checkOne(String path) {
    if (path.chars().anyMatch(Character::isISOControl)
        || !StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
      throw refused(path, "it holds a control character or half of a surrogate pair");
    }
    if (path.indexOf('\\') >= 0) {
      throw refused(path, "it holds a backslash");
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw refused(path, "it is absolute, or a part of it is empty, '.' or '..'");
      }
      if (part.getBytes(StandardCharsets.UTF_8).length > MAX_PART_BYTES) {
        throw refused(path, "a part of it is longer than " + MAX_PART_BYTES + " bytes");
      }
    }
  }

  /** The order that the digest goes by. Texts of Java compare by UTF-16, which is another one. */
  static int byCodePoint(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    int i = 0;
    while (i < shorter && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    if (i == shorter) {
      return Integer.compare(a.length(), b.length());
    }
    // Half of a pair stands for a code point above all that one char can hold.
    boolean aHigh = Character.isSurrogate(a.charAt(i));
    boolean bHigh = Character.isSurrogate(b.charAt(i));
    return aHigh == bHigh
        ? Character.compare(a.charAt(i), b.charAt(i))
        : Boolean.compare(aHigh, bHigh);
  }

  private static FetchException refused(String path, String why) {
    return FetchException.spoiled(
        "The server names a file '%s', which is refused: %s"
            .formatted(path.replaceAll("\\p{Cntrl}|\\p{Cs}", "?"), why));
  }
}
