package dev.modelyard.server.blobs;

import java.util.List;
import java.util.Optional;

/** No place is allowed, so none of the reads may be asked for. */
final class NoForeignObjects implements ForeignObjects {
  @Override
  public boolean allows(String uri) {
    return false;
  }

  @Override
  public List<Child> list(String uri) {
    throw notAllowed();
  }

  @Override
  public Optional<Found> find(String uri) {
    throw notAllowed();
  }

  @Override
  public void read(String uri, long offset, long length, Blobs.Sink sink) {
    throw notAllowed();
  }

  @Override
  public void close() {}

  private static IllegalStateException notAllowed() {
    return new IllegalStateException("no foreign place may be read");
  }
}
