package dev.modelyard.server.registry.fetch;

import dev.modelyard.server.artifacts.TreeFile;
import dev.modelyard.server.registry.ModelVersion;
import java.io.IOException;
import java.util.List;

/** All files of a version, at one moment. */
final class VersionTree {
  private final TreeDigest.Sum sum;
  private final Source source;

  VersionTree(TreeDigest.Sum sum, Source source) {
    this.sum = sum;
    this.source = source;
  }

  /** What is done with all files, in the order of their paths by code point. */
  @FunctionalInterface
  interface Use {
    void of(List<TreeFile> files) throws IOException;
  }

  /** Has the files in memory while they are in use. */
  @FunctionalInterface
  interface Source {
    void give(Use use) throws IOException;
  }

  TreeDigest.Sum sum() {
    return sum;
  }

  void use(Use use) throws IOException {
    source.give(use);
  }

  /** The validator of what speaks of these files as those of a version. */
  String etag(ModelVersion version) {
    return '"' + sum.hex() + "-" + version.version() + '"';
  }
}
