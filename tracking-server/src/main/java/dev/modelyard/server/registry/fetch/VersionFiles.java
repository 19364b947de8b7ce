package dev.modelyard.server.registry.fetch;

import dev.modelyard.server.artifacts.ArtifactPath;
import dev.modelyard.server.artifacts.Artifacts;
import dev.modelyard.server.artifacts.Location;
import dev.modelyard.server.artifacts.Owners;
import dev.modelyard.server.artifacts.TreeFile;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.registry.ModelVersion;
import dev.modelyard.server.wire.Texts;
import java.util.List;

/** Where the files of versions lie, and which they are. Thread-safe. */
final class VersionFiles {
  private final Artifacts artifacts;
  private final Owners owners;

  VersionFiles(Artifacts artifacts, Owners owners) {
    this.artifacts = artifacts;
    this.owners = owners;
  }

  /** All files of a version, which must have some: nobody wants to deploy an empty folder. */
  VersionTree tree(ModelVersion version) {
    List<TreeFile> files = artifacts.tree(root(version));
    if (files.isEmpty()) {
      throw ApiException.notFound(
          words(version) + " has no files at " + Texts.excerpt(version.storageLocation()));
    }
    return new VersionTree(files);
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
