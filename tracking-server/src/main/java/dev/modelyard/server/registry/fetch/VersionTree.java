package dev.modelyard.server.registry.fetch;

import dev.modelyard.server.artifacts.TreeFile;
import dev.modelyard.server.registry.ModelVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** All files of a version, in the order of their paths by code point. */
record VersionTree(List<TreeFile> files) {
  VersionTree {
    files = List.copyOf(files);
  }

  /**
   * What stands for all of them, in hex: the SHA-256 of one line for each, {@code size sha256 path}
   * and a line feed. Clients compute it again: it is part of the API.
   */
  String digest() {
    MessageDigest digest = sha256();
    for (TreeFile file : files) {
      String line = file.size() + " " + file.sha256() + " " + file.path() + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  long totalSize() {
    return files.stream().mapToLong(TreeFile::size).sum();
  }

  /** The validator of what speaks of these files as those of a version. */
  static String etag(String digest, ModelVersion version) {
    return '"' + digest + "-" + version.version() + '"';
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
