package dev.modelyard.server.artifacts.multipart;

import dev.modelyard.server.blobs.Blobs;
import dev.modelyard.server.blobs.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/** The bytes of parts, one behind the other, each opened when its turn comes. Not thread-safe. */
final class JoinedStream extends BulkInputStream {
  private final Blobs blobs;
  private final Iterator<StoredPart> parts;
  private InputStream current = InputStream.nullInputStream();

  JoinedStream(Blobs blobs, List<StoredPart> parts) {
    this.blobs = blobs;
    this.parts = parts.iterator();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = current.read(bytes, offset, length);
    while (n < 0 && parts.hasNext()) {
      current.close();
      StoredPart part = parts.next();
      current = blobs.open(part.blobId(), part.size());
      n = current.read(bytes, offset, length);
    }
    return n;
  }

  @Override
  public void close() throws IOException {
    current.close();
  }
}
