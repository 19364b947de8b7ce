package dev.modelyard.server.artifacts;

import dev.modelyard.server.artifacts.intake.StoreTrouble;
import dev.modelyard.server.blobs.BlobStoreException;
import dev.modelyard.server.blobs.Blobs;
import dev.modelyard.server.blobs.ForeignObjects;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import java.io.IOException;
import java.util.List;

/**
 * Files of owners whose location is a store of their own. They are only read, and only where the
 * operator allows it. Thread-safe.
 */
public final class ForeignArtifacts {
  private final ForeignObjects objects;

  public ForeignArtifacts(ForeignObjects objects) {
    this.objects = objects;
  }

  /** What lies directly in a folder, by name. */
  List<Entry> list(Location location) {
    String uri = require(location);
    return StoreTrouble.telling(() -> objects.list(uri)).stream()
        .map(child -> new Entry(child.name(), child.size()))
        .toList();
  }

  /** The object at a place. */
  ForeignObjects.Found get(Location location) {
    String uri = require(location);
    return StoreTrouble.telling(() -> objects.find(uri)).orElseThrow(location::noFile);
  }

  /** Gives bytes of the object at a place to {@code sink}, in order. */
  void read(Location location, long offset, long length, Blobs.Sink sink) throws IOException {
    try {
      objects.read(require(location), offset, length, sink);
    } catch (BlobStoreException failure) {
      throw StoreTrouble.told(failure);
    }
  }

  private String require(Location location) {
    Owner owner = location.owner();
    String root = owner.uri().endsWith("/") ? owner.uri() : owner.uri() + "/";
    String uri = root + location.path();
    if (!objects.allows(uri)) {
      throw ApiException.invalid(
          "The files of "
              + owner.words()
              + " lie at "
              + Texts.excerpt(owner.uri())
              + ", which this server does not read: clients reach them there with their own"
              + " credentials, and an operator can add the place to MODELYARD_ALLOWED_LOCATIONS");
    }
    return uri;
  }
}
