package dev.modelyard.server.blobs;

import dev.modelyard.server.error.StartupException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the operator wants blobs to be. */
public sealed interface BlobLocation {

  /** Opens the store without looking whether it works. */
  Blobs connect();

  /**
   * Opens the store and sees to it that it works.
   *
   * @throws StartupException that says what is wrong and what would mend it
   */
  default Blobs open() {
    Blobs blobs = null;
    try {
      blobs = connect();
      blobs.check();
      return blobs;
    } catch (BlobStoreException unfit) {
      if (blobs != null) {
        blobs.close();
      }
      throw new StartupException("The store of artifacts cannot be used. " + unfit.getMessage());
    }
  }

  /** A folder of this machine, or one that several servers have mounted. */
  record Folder(Path path) implements BlobLocation {
    @Override
    public Blobs connect() {
      return new LocalBlobs(path);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * Amazon S3 or what speaks like it.
   *
   * @param prefix before every key, empty or with a slash at its end
   * @param endpoint another store's address, null for Amazon's own
   * @param region null for what the SDK finds
   * @param pathStyle whether the bucket stands in the path and not in the host name
   * @param direct whether clients may be sent to the store by signed URLs
   */
  record S3(
      String bucket,
      String prefix,
      @Nullable URI endpoint,
      @Nullable String region,
      boolean pathStyle,
      boolean direct)
      implements BlobLocation {
    @Override
    public Blobs connect() {
      return new S3Blobs(this, S3Limits.DEFAULT);
    }

    @Override
    public String toString() {
      return "s3://" + bucket + "/" + prefix;
    }
  }
}
