package dev.modelyard.server.artifacts;

import dev.modelyard.server.http.FileAnswer;
import java.util.UUID;

/**
 * A file that is there, whole and checked.
 *
 * @param name the last part of its path
 * @param sha256 of its bytes, in lower-case hex
 * @param size in bytes
 * @param modified when it got these bytes, in milliseconds since the epoch
 */
public record StoredFile(String name, UUID blobId, String sha256, long size, long modified) {
  /** The file as an answer. */
  public FileAnswer.Described described() {
    return FileAnswer.Described.of(name, size, sha256, modified);
  }
}
