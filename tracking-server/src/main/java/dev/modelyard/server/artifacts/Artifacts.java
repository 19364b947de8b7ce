package dev.modelyard.server.artifacts;

import dev.modelyard.server.artifacts.intake.BlobWriter;
import dev.modelyard.server.artifacts.intake.ClaimedDigests;
import dev.modelyard.server.artifacts.intake.MeasuredStream;
import dev.modelyard.server.artifacts.intake.NewBlob;
import dev.modelyard.server.artifacts.intake.StoreTrouble;
import dev.modelyard.server.blobs.BlobStoreException;
import dev.modelyard.server.blobs.Blobs;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.Held;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The rules of files. A file is visible once its bytes are durable and checked and its row is
 * committed, or not at all; overwriting goes from the old bytes to the new ones in one step.
 * Thread-safe.
 */
public final class Artifacts {
  /** Up to this size, bytes are held in memory and written only when nobody has them yet. */
  private static final int SMALL = 128 << 10;

  private static final UUID UNWRITTEN = new UUID(0, 0);

  private static final int ATTEMPTS = 50;

  private final Database database;
  private final Blobs blobs;
  private final BlobWriter writer;
  private final Owners owners;
  private final InstantSource clock;

  public Artifacts(
      Database database, Blobs blobs, BlobWriter writer, Owners owners, InstantSource clock) {
    this.database = database;
    this.blobs = blobs;
    this.writer = writer;
    this.owners = owners;
    this.clock = clock;
  }

  /** Ends a transaction that others were quicker than: all of it is undone. */
  private static final class Overtaken extends RuntimeException {
    Overtaken() {
      super(null, null, false, false);
    }
  }

  /**
   * Stores a file, in place of the one that is there.
   *
   * @param length how many bytes will come, -1 when nobody knows
   * @throws ApiException when the place or the bytes are refused; then nothing has changed
   * @throws IOException when the bytes stopped coming
   */
  void put(Location location, InputStream bytes, long length, ClaimedDigests claims)
      throws IOException {
    if (location.path().isRoot()) {
      throw ApiException.invalid("The path names no file");
    }
    if (length < 0 || length > SMALL) {
      requireRoom(location);
      keep(location, writer.write(bytes, length, claims));
      return;
    }
    // Little is lost when there turns out to be no room: not asking first saves a statement.
    requireActive(location.owner());
    MeasuredStream measured = new MeasuredStream(bytes, claims);
    byte[] all = measured.readNBytes((int) length);
    NewBlob unwritten = measured.checked(UNWRITTEN, length);
    if (!keepKnown(location, unwritten)) {
      keep(location, writer.write(new ByteArrayInputStream(all), length, ClaimedDigests.NONE));
    }
  }

  /** Gives bytes that were not written a name if equal ones are there. */
  private boolean keepKnown(Location location, NewBlob unwritten) {
    return database.statement(handle -> ArtifactStore.isKnown(handle, unwritten.sha256()))
        && attempt(location, unwritten).isPresent();
  }

  /** Gives written bytes a name; what turns out not to be needed is deleted. */
  public void keep(Location location, NewBlob blob) {
    UUID kept = null;
    try {
      for (int attempt = 1; kept == null && attempt <= ATTEMPTS; attempt++) {
        kept = attempt(location, blob).orElse(null);
        if (kept == null) {
          requireRoom(owners.again(location));
        }
      }
      if (kept == null) {
        throw ApiException.unavailable("Others keep changing the same place, try again");
      }
    } finally {
      if (!blob.blobId().equals(kept)) {
        writer.discard(blob.blobId());
      }
    }
  }

  /** The blob that stands at the place now; empty when nothing was changed. */
  private Optional<UUID> attempt(Location location, NewBlob blob) {
    try {
      return Optional.of(
          database.transaction(
              handle -> {
                switch (owners.holdActive(handle, location.owner())) {
                  case INACTIVE -> throw new Overtaken();
                  case PROTECTED -> Protections.refuseChange(handle, location);
                  case FREE -> {}
                }
                return ArtifactStore.link(handle, location, blob, clock.millis())
                    .orElseThrow(Overtaken::new);
              }));
    } catch (Overtaken overtaken) {
      return Optional.empty();
    }
  }

  /**
   * Refuses a place where no file can be: below a file, in place of a folder, of a deleted owner.
   */
  public void requireRoom(Location location) {
    Owner owner = location.owner();
    requireActive(owner);
    List<ArtifactPath> way = new ArrayList<>(location.path().parents());
    way.add(location.path());
    String target = location.path().toString();
    for (ArtifactStore.Taken taken :
        database.statement(handle -> ArtifactStore.taken(handle, owner, way))) {
      if (taken.isFolder() == taken.path().equals(target)) {
        throw ApiException.invalid(
            taken.isFolder()
                ? "There is a folder '" + taken.path() + "', which no file can replace"
                : "There is a file '" + taken.path() + "', so nothing can be put below it");
      }
    }
  }

  private static void requireActive(Owner owner) {
    if (!owner.writable()) {
      throw ApiException.invalid(
          "The " + owner.words() + " must be in the 'active' state. Current state is deleted.");
    }
  }

  /** The file at a place, to be read from {@link #read}. */
  public StoredFile get(Location location) {
    ArtifactPath path = location.path();
    if (!path.isRoot()) {
      Optional<StoredFile> file =
          database.statement(handle -> ArtifactStore.find(handle, location));
      if (file.isPresent()) {
        return file.get();
      }
    }
    Owner owner = location.owner();
    boolean folder =
        path.isRoot()
            || database
                .statement(handle -> ArtifactStore.taken(handle, owner, List.of(path)))
                .stream()
                .anyMatch(ArtifactStore.Taken::isFolder);
    throw folder
        ? ApiException.invalid("'" + path + "' is a folder; only files can be fetched")
        : location.noFile();
  }

  /** The files of one path that some runs have, by run; those without one are left out. */
  Map<UUID, StoredFile> among(List<UUID> runs, ArtifactPath path) {
    return database.statement(handle -> ArtifactStore.among(handle, runs, path));
  }

  /** Gives bytes of a file to {@code sink}, in order. */
  public void read(StoredFile file, long offset, long length, Blobs.Sink sink) throws IOException {
    read(file.blobId(), offset, length, sink);
  }

  /** Gives all bytes of a file to {@code sink}, in order. */
  public void read(TreeFile file, Blobs.Sink sink) throws IOException {
    read(file.blobId(), 0, file.size(), sink);
  }

  private void read(UUID blobId, long offset, long length, Blobs.Sink sink) throws IOException {
    try {
      blobs.read(blobId, offset, length, sink);
    } catch (BlobStoreException failure) {
      throw StoreTrouble.told(failure);
    }
  }

  /** What lies directly in a folder, by name; nothing where no folder is. */
  List<Entry> list(Location location) {
    return database.statement(handle -> ArtifactStore.list(handle, location));
  }

  /** All files in a folder and below it, in the order of their paths by code point. */
  public List<TreeFile> tree(Location location, int most) {
    return database.statement(
        handle -> {
          List<TreeFile> files = new ArrayList<>();
          ArtifactStore.tree(handle, location, most, files::add);
          return files;
        });
  }

  /**
   * As {@link #tree}, and makes one thing of all of them, however many they are: {@code add} puts
   * each into what {@code start} gave. No other memory is needed; a connection is held meanwhile.
   */
  public <T> T foldTree(Location location, Supplier<T> start, BiConsumer<T, TreeFile> add) {
    // The driver takes a long answer in portions within a transaction only.
    return database.transaction(
        handle -> {
          T made = start.get();
          ArtifactStore.tree(handle, location, Integer.MAX_VALUE, file -> add.accept(made, file));
          return made;
        });
  }

  /** Takes away a file or a folder with all below it; where nothing is, that is done already. */
  void delete(Location location) {
    if (location.path().isRoot()) {
      throw ApiException.invalid(
          "All files of a " + location.owner().kind().words() + " cannot be deleted by one call");
    }
    requireActive(location.owner());
    boolean done =
        database.transaction(
            handle -> {
              Held held = owners.holdAlone(handle, location.owner());
              if (held == Held.PROTECTED) {
                Protections.refuseChange(handle, location);
              }
              if (held.isActive() && ArtifactStore.delete(handle, location)) {
                Owners.lostFiles(handle, location.owner());
              }
              return held.isActive();
            });
    if (!done) {
      requireActive(owners.again(location).owner());
      throw ApiException.unavailable("Others keep changing the same place, try again");
    }
  }
}
