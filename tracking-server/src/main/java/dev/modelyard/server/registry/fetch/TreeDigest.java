package dev.modelyard.server.registry.fetch;

import dev.modelyard.server.artifacts.TreeFile;
import dev.modelyard.server.wire.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * What stands for all files of a version: the SHA-256 of one line for each, {@code size sha256
 * path} and a line feed, in the order of the paths. Clients compute it again: it is part of the
 * API.
 */
final class TreeDigest {
  private final MessageDigest digest;
  private long size;
  private int count;

  TreeDigest() {
    digest = Sha256.digest();
  }

  /**
   * What it comes to.
   *
   * @param hex the digest
   * @param size of all files in bytes
   * @param count of files
   */
  record Sum(String hex, long size, int count) {}

  static Sum of(List<TreeFile> files) {
    TreeDigest digest = new TreeDigest();
    files.forEach(digest::add);
    return digest.sum();
  }

  void add(TreeFile file) {
    String line = file.size() + " " + file.sha256() + " " + file.path() + "\n";
    digest.update(line.getBytes(StandardCharsets.UTF_8));
    size += file.size();
    count++;
  }

  /** To be called once, after the last file. */
  Sum sum() {
    return new Sum(HexFormat.of().formatHex(digest.digest()), size, count);
  }
}
