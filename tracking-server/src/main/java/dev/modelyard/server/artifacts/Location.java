package dev.modelyard.server.artifacts;

import dev.modelyard.server.error.ApiException;

/** A place for a file: an owner and a path below its root. */
public record Location(Owner owner, ArtifactPath path) {
  /** A place below this one. */
  public Location resolve(ArtifactPath inner) {
    return new Location(owner, path.resolve(inner));
  }

  /** Says that nothing is there. */
  ApiException noFile() {
    return ApiException.notFound("There is no file '" + path + "' in " + owner.words());
  }
}
