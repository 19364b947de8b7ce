package dev.modelyard.server.artifacts.intake;

import dev.modelyard.server.blobs.BlobStoreException;
import dev.modelyard.server.blobs.Blobs;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.error.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes bytes to the store, measures and checks them, and clears up when they are not wanted.
 * Thread-safe.
 */
public final class BlobWriter {
  private static final Logger log = LoggerFactory.getLogger(BlobWriter.class);

  private final Database database;
  private final Blobs blobs;
  private final Reservations reservations;

  public BlobWriter(Database database, Blobs blobs, InstantSource clock) {
    this.database = database;
    this.blobs = blobs;
    this.reservations = new Reservations(database, clock);
  }

  /** An id to write bytes under by other ways than {@link #write}. */
  public UUID reserve() {
    return reservations.take();
  }

  /**
   * Stores all that {@code in} gives, durably. Whatever fails, nothing remains.
   *
   * @param length how many bytes must come, -1 when nobody knows
   */
  public NewBlob write(InputStream in, long length, ClaimedDigests claims) throws IOException {
    UUID id = reservations.take();
    try {
      MeasuredStream measured = new MeasuredStream(in, claims);
      blobs.write(id, measured, length);
      return measured.checked(id, length);
    } catch (BlobStoreException failure) {
      discard(id);
      throw StoreTrouble.told(failure);
    } catch (IOException | RuntimeException | Error failure) {
      discard(id);
      throw failure;
    }
  }

  /**
   * Deletes bytes that no blob claims. What cannot be deleted now stays on record and is swept
   * later; bytes that a blob has claimed after all, in a commit of which nobody heard, stay.
   */
  public void discard(UUID id) {
    try {
      if (database.statement(handle -> StrayStore.doom(handle, id))) {
        blobs.delete(id);
        database.statement(handle -> StrayStore.forget(handle, id));
      }
    } catch (BlobStoreException | ApiException later) {
      log.warn("unwanted bytes of blob {} are left to be swept: {}", id, later.getMessage());
    }
  }
}
