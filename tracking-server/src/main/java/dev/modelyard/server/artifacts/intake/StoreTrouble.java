package dev.modelyard.server.artifacts.intake;

import dev.modelyard.server.blobs.BlobStoreException;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callers are told when the store of bytes fails; operators find the rest in the log. */
public final class StoreTrouble {
  private static final Logger log = LoggerFactory.getLogger(StoreTrouble.class);

  private StoreTrouble() {}

  /** Does work with the store; callers are told of its failures. */
  public static <T> T telling(Supplier<T> work) {
    try {
      return work.get();
    } catch (BlobStoreException failure) {
      throw told(failure);
    }
  }

  public static ApiException told(BlobStoreException failure) {
    return switch (failure.kind()) {
      case FULL -> {
        log.warn("the artifact store is full: {}", failure.getMessage());
        yield new ApiException(
            ErrorCode.INSUFFICIENT_STORAGE, "The artifact store is full; nothing was stored");
      }
      case UNAVAILABLE -> {
        log.warn("the artifact store is unavailable: {}", failure.getMessage(), failure);
        yield ApiException.unavailable("The artifact store is unavailable right now, try again");
      }
      case MISSING -> {
        log.error("the artifact store lost bytes: {}", failure.getMessage(), failure);
        yield new ApiException(
            ErrorCode.DATA_LOSS, "The artifact store has lost the bytes of this file");
      }
    };
  }
}
