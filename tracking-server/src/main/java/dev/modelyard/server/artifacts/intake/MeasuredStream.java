package dev.modelyard.server.artifacts.intake;

import dev.modelyard.server.blobs.BulkInputStream;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.UUID;

/** Counts and digests the bytes that pass. Not thread-safe. */
public final class MeasuredStream extends BulkInputStream {
  private final InputStream in;
  private final MessageDigest sha256 = Sha256.digest();
  private final ClaimedDigests claims;
  private long count;

  public MeasuredStream(InputStream in, ClaimedDigests claims) {
    this.in = in;
    this.claims = claims;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = in.read(bytes, offset, length);
    if (n > 0) {
      count += n;
      sha256.update(bytes, offset, n);
      claims.update(bytes, offset, n);
    }
    return n;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /**
   * What passed, to be asked once at the end; refused when it is less than announced or not what
   * was claimed.
   *
   * @param id under which the bytes were written
   * @param length how many were announced, -1 when nobody knew
   */
  public NewBlob checked(UUID id, long length) {
    if (length >= 0 && count != length) {
      throw ApiException.invalid(
          "The body ended after " + count + " bytes, " + length + " were announced");
    }
    NewBlob blob = new NewBlob(id, sha256.digest(), count);
    claims.check(blob.sha256());
    return blob;
  }
}
