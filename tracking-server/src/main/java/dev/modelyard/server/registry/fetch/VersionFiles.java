package dev.modelyard.server.registry.fetch;

import dev.modelyard.server.artifacts.ArtifactPath;
import dev.modelyard.server.artifacts.Artifacts;
import dev.modelyard.server.artifacts.Location;
import dev.modelyard.server.artifacts.Owners;
import dev.modelyard.server.artifacts.TreeFile;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.registry.ModelVersion;
import dev.modelyard.server.wire.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Where the files of versions lie, and which they are. Thread-safe. */
final class VersionFiles {
  /**
   * Up to so many files, a version is read by one round trip and held without a limit on others.
   */
  private static final int FEW = 1_000;

  /** More files, no version can have. */
  private static final int MOST = 200_000;

  /** So many files of larger versions are in memory at a time, some 250 bytes each. */
  private static final int ROOM = 2 * MOST;

  private final Semaphore room = new Semaphore(ROOM);
  private final Artifacts artifacts;
  private final Owners owners;

  VersionFiles(Artifacts artifacts, Owners owners) {
    this.artifacts = artifacts;
    this.owners = owners;
  }

  /** All files of a version, which must have some: nobody wants to deploy an empty folder. */
  VersionTree tree(ModelVersion version) {
    Location root = root(version);
    List<TreeFile> few = artifacts.tree(root, FEW + 1);
    if (few.isEmpty()) {
      throw ApiException.notFound(
          "There are no files of "
              + words(version)
              + " at "
              + Texts.excerpt(version.storageLocation()));
    }
    return few.size() <= FEW
        ? new VersionTree(TreeDigest.of(few), use -> use.of(few))
        : large(root, version);
  }

  /** Reads the files twice: most who ask hold them already, and need to know their digest only. */
  private VersionTree large(Location root, ModelVersion version) {
    TreeDigest.Sum sum = artifacts.foldTree(root, TreeDigest::new, TreeDigest::add).sum();
    if (sum.count() > MOST) {
      throw ApiException.invalid(words(version) + " has more than " + MOST + " files");
    }
    return new VersionTree(sum, use -> lend(root, sum, use));
  }

  private void lend(Location root, TreeDigest.Sum sum, VersionTree.Use use) throws IOException {
    if (!room.tryAcquire(sum.count())) {
      throw ApiException.unavailable(
          "Many files of large models are being told at this moment, try again");
    }
    try {
      List<TreeFile> files = artifacts.foldTree(root, ArrayList::new, List::add);
      if (!TreeDigest.of(files).equals(sum)) {
        throw ApiException.unavailable("The files are being changed at this moment, try again");
      }
      use.of(files);
    } finally {
      room.release(sum.count());
    }
  }

  /** The place of one file of a version. */
  Location file(ModelVersion version, String path) {
    return root(version).resolve(ArtifactPath.parse(path));
  }

  private Location root(ModelVersion version) {
    return owners
        .find(version.storageLocation())
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "The files of "
                        + words(version)
                        + " do not lie on this server but at "
                        + Texts.excerpt(version.storageLocation())
                        + ": clients reach them there, with their own credentials"));
  }

  private static String words(ModelVersion version) {
    return "version " + version.version() + " of " + Texts.excerpt(version.name());
  }
}
