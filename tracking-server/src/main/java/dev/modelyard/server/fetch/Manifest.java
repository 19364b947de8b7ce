package dev.modelyard.server.fetch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * What a version consists of, checked: whoever holds one can use its paths and trust that its
 * digest covers its files.
 *
 * @param digest {@code sha256:} and the hex of {@link #digestOf}
 * @param files in the order of their paths by code point
 */
record Manifest(String name, String version, String digest, List<ManifestFile> files) {
  static final String SHA256 = "sha256:";

  /** As many digits of the digest as tell versions apart in the name of a folder. */
  private static final int SHORT = 12;

  Manifest {
    files = List.copyOf(files);
  }

  /**
   * What stands for all files: the SHA-256 of one line for each, {@code size sha256 path} and a
   * line feed, in the order of the paths.
   */
  static String digestOf(List<ManifestFile> files) {
    MessageDigest digest = Digests.sha256();
    for (ManifestFile file : files) {
      String line = file.size() + " " + file.sha256() + " " + file.path() + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return SHA256 + HexFormat.of().formatHex(digest.digest());
  }

  /** The validator that the server gives this manifest. */
  String etag() {
    return '"' + digest.substring(SHA256.length()) + "-" + version + '"';
  }

  /** The name of a folder for this version and no other. */
  String folderName() {
    return version + "-" + digest.substring(SHA256.length(), SHA256.length() + SHORT);
  }

  long totalSize() {
    return files.stream().mapToLong(ManifestFile::size).sum();
  }
}
