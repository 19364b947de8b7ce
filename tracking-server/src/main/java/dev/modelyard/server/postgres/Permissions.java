package dev.modelyard.server.postgres;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** File permissions where the file system knows them. */
final class Permissions {
  private static final FileAttribute<?>[] NONE = {};

  private Permissions() {}

  /** What to hand to the creation of a file, so that it is never open to others, even briefly. */
  static FileAttribute<?>[] onlyOwner(Path file, String permissions) {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return NONE;
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
