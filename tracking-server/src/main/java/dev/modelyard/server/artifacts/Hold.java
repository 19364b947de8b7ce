package dev.modelyard.server.artifacts;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that must neither be deleted nor, if it has files, overwritten.
 *
 * @param id the run's or logged model's
 * @param folder that is protected with all below it, empty for all files of the owner; null when
 *     only the owner itself must stay
 */
public record Hold(OwnerKind kind, UUID id, long experimentId, @Nullable String folder) {
  /** The files at a place and below it. */
  public static Hold files(Location location) {
    Owner owner = location.owner();
    return new Hold(owner.kind(), owner.id(), owner.experimentId(), location.path().toString());
  }

  /** An owner, whatever becomes of its files. */
  public static Hold of(Owner owner) {
    return new Hold(owner.kind(), owner.id(), owner.experimentId(), null);
  }
}
