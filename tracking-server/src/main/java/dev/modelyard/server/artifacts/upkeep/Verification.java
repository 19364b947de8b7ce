package dev.modelyard.server.artifacts.upkeep;

import dev.modelyard.server.artifacts.intake.Digests;
import dev.modelyard.server.blobs.BlobStoreException;
import dev.modelyard.server.blobs.Blobs;
import dev.modelyard.server.db.Database;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Reads every blob and compares it with what was noted when it was stored. Changes nothing. */
public final class Verification {
  private static final int BLOBS_AT_A_TIME = 500;
  private static final int NAMES_TOLD = 5;

  private final Database database;
  private final Blobs blobs;

  public Verification(Database database, Blobs blobs) {
    this.database = database;
    this.blobs = blobs;
  }

  /** How much was read, and how many blobs are not as they must be. */
  public record Report(long blobs, long bytes, long faults) {}

  /**
   * Reads all; {@code fault} hears of each blob that is missing or changed, and which files have
   * it.
   */
  public Report run(Consumer<String> fault) {
    long count = 0;
    long bytes = 0;
    long faults = 0;
    UUID after = UpkeepStore.BEFORE_ALL;
    while (true) {
      UUID from = after;
      List<UpkeepStore.Known> lot =
          database.statement(handle -> UpkeepStore.blobs(handle, from, BLOBS_AT_A_TIME));
      if (lot.isEmpty()) {
        return new Report(count, bytes, faults);
      }
      for (UpkeepStore.Known blob : lot) {
        Optional<String> wrong = wrongWith(blob);
        // A blob that was collected meanwhile need not be there.
        if (wrong.isPresent() && isThere(blob)) {
          faults++;
          fault.accept("blob " + blob.blobId() + " " + wrong.get() + names(blob));
        }
        count++;
        bytes += blob.size();
      }
      after = lot.get(lot.size() - 1).blobId();
    }
  }

  private Optional<String> wrongWith(UpkeepStore.Known blob) {
    try {
      String actual = HexFormat.of().formatHex(Digests.ofBlob(blobs, blob.blobId(), blob.size()));
      return actual.equals(blob.sha256())
          ? Optional.empty()
          : Optional.of("has changed: its SHA-256 is " + actual + ", not " + blob.sha256());
    } catch (BlobStoreException failure) {
      return Optional.of("cannot be read: " + failure.getMessage());
    }
  }

  private boolean isThere(UpkeepStore.Known blob) {
    return database.statement(handle -> UpkeepStore.isThere(handle, blob.blobId()));
  }

  private String names(UpkeepStore.Known blob) {
    List<String> names =
        database.statement(handle -> UpkeepStore.names(handle, blob.blobId(), NAMES_TOLD));
    return names.isEmpty() ? " (no file has it)" : "\n    in " + String.join("\n    in ", names);
  }
}
