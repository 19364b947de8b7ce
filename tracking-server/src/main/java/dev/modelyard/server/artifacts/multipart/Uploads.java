package dev.modelyard.server.artifacts.multipart;

import dev.modelyard.server.artifacts.ArtifactPath;
import dev.modelyard.server.artifacts.Artifacts;
import dev.modelyard.server.artifacts.Location;
import dev.modelyard.server.artifacts.Owners;
import dev.modelyard.server.artifacts.StoredFile;
import dev.modelyard.server.artifacts.intake.BlobWriter;
import dev.modelyard.server.artifacts.intake.ClaimedDigests;
import dev.modelyard.server.artifacts.intake.Digests;
import dev.modelyard.server.artifacts.intake.NewBlob;
import dev.modelyard.server.artifacts.intake.StoreTrouble;
import dev.modelyard.server.blobs.BlobStoreException;
import dev.modelyard.server.blobs.Blobs;
import dev.modelyard.server.blobs.DirectTransfers;
import dev.modelyard.server.blobs.DirectTransfers.Part;
import dev.modelyard.server.blobs.PartsRefusedException;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Sha256;
import dev.modelyard.server.wire.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * The rules of uploads in parts. Parts go straight to a store that clients may be sent to, else
 * they come to this server; either way the whole is read and digested before the file is visible.
 * An upload is known by a secret name, by which parts are put without any other proof. Thread-safe.
 */
public final class Uploads {
  /** Most parts of a file, S3's limit. */
  static final int MOST_PARTS = 10_000;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final Blobs blobs;
  private final BlobWriter writer;
  private final Artifacts artifacts;
  private final Owners owners;
  private final InstantSource clock;

  public Uploads(
      Database database,
      Blobs blobs,
      BlobWriter writer,
      Artifacts artifacts,
      Owners owners,
      InstantSource clock) {
    this.database = database;
    this.blobs = blobs;
    this.writer = writer;
    this.artifacts = artifacts;
    this.owners = owners;
    this.clock = clock;
  }

  /** An upload that was begun: its name, and where each part is to be put. */
  record Begun(String name, List<URI> urls) {}

  /**
   * Begins to upload a file in {@code parts} parts.
   *
   * @param own makes the URL of a part that comes to this server, of the upload's name and the
   *     number
   */
  Begun begin(ArtifactPath place, int parts, BiFunction<String, Integer, URI> own) {
    artifacts.requireRoom(owners.require(place));
    byte[] secret = new byte[32];
    RANDOM.nextBytes(secret);
    String name = HexFormat.of().formatHex(secret);
    UUID blobId = writer.reserve();
    Optional<DirectTransfers> direct = blobs.direct();
    String storeId =
        direct.map(store -> StoreTrouble.telling(() -> store.begin(blobId))).orElse(null);
    Upload upload = new Upload(blobId, storeId, place.toString(), false);
    database.statement(handle -> UploadStore.begin(handle, token(name), upload, clock.millis()));
    List<URI> urls = new ArrayList<>();
    for (int number = 1; number <= parts; number++) {
      urls.add(
          direct.isPresent() && storeId != null
              ? direct.get().partUrl(blobId, storeId, number)
              : own.apply(name, number));
    }
    return new Begun(name, urls);
  }

  /** Stores a part that comes to this server, in place of an earlier one; returns its ETag. */
  String putPart(String name, int number, InputStream bytes, long length, ClaimedDigests claims)
      throws IOException {
    byte[] token = token(name);
    Upload upload = find(name);
    if (upload.storeId() != null) {
      throw ApiException.invalid("The parts of this upload go to the store, by the URLs given");
    }
    if (number < 1 || number > MOST_PARTS) {
      throw ApiException.invalid("A part's number is from 1 to " + MOST_PARTS);
    }
    NewBlob blob = writer.write(bytes, length, claims);
    String etag = '"' + HexFormat.of().formatHex(blob.sha256()) + '"';
    StoredPart part = new StoredPart(number, blob.blobId(), blob.size(), etag);
    Optional<UUID> replaced =
        database.statement(handle -> UploadStore.partBlob(handle, token, number));
    if (!database.statement(handle -> UploadStore.putPart(handle, token, part))) {
      writer.discard(blob.blobId());
      throw unknown(name);
    }
    replaced.ifPresent(writer::discard);
    return etag;
  }

  /** Makes the file of its parts; done again it changes nothing. */
  void complete(ArtifactPath place, String name, List<Part> named) throws IOException {
    Upload upload = find(place, name);
    if (upload.done()) {
      return;
    }
    requireAscending(named);
    byte[] token = token(name);
    Location location = owners.require(place);
    artifacts.requireRoom(location);
    List<StoredPart> stored = List.of();
    String storeId = upload.storeId();
    if (storeId == null) {
      stored = chosen(database.statement(handle -> UploadStore.parts(handle, token)), named);
      long size = stored.stream().mapToLong(StoredPart::size).sum();
      try (InputStream joined = new JoinedStream(blobs, stored)) {
        artifacts.keep(location, writer.write(joined, size, ClaimedDigests.NONE));
      }
    } else {
      artifacts.keep(location, direct(upload.blobId(), storeId, named));
    }
    database.statement(handle -> UploadStore.finish(handle, token));
    stored.forEach(part -> writer.discard(part.blobId()));
  }

  /** Lets the store make the blob, and measures what came of it. */
  private NewBlob direct(UUID blobId, String storeId, List<Part> named) {
    DirectTransfers store =
        blobs
            .direct()
            .orElseThrow(
                () -> ApiException.invalid("The upload was begun with another store; begin anew"));
    try {
      long size = store.complete(blobId, storeId, named);
      return new NewBlob(blobId, Digests.ofBlob(blobs, blobId, size), size);
    } catch (PartsRefusedException refused) {
      throw ApiException.invalid(String.valueOf(refused.getMessage()));
    } catch (BlobStoreException failure) {
      throw StoreTrouble.told(failure);
    }
  }

  /** Gives an upload up; one that is over or unknown is given up already. */
  void abort(ArtifactPath place, String name) {
    byte[] token = token(name);
    Optional<Upload> found =
        database
            .statement(handle -> UploadStore.find(handle, token))
            .filter(upload -> upload.place().equals(place.toString()));
    if (found.isPresent()) {
      List<StoredPart> parts = database.statement(handle -> UploadStore.parts(handle, token));
      if (database.statement(handle -> UploadStore.abort(handle, token))) {
        writer.discard(found.get().blobId());
        parts.forEach(part -> writer.discard(part.blobId()));
      }
    }
  }

  /** A file that a caller may fetch from the store itself. */
  record Direct(URI url, long size) {}

  /** Where to fetch a file from the store itself; empty when callers are not sent there. */
  Optional<Direct> readUrl(ArtifactPath place) {
    StoredFile file = artifacts.get(owners.require(place));
    return blobs
        .direct()
        .map(store -> StoreTrouble.telling(() -> store.readUrl(file.blobId())))
        .map(url -> new Direct(url, file.size()));
  }

  /** The parts in the order named; refused when they are not those that came. */
  private static List<StoredPart> chosen(List<StoredPart> stored, List<Part> named) {
    Map<Integer, StoredPart> byNumber = new HashMap<>();
    stored.forEach(part -> byNumber.put(part.number(), part));
    List<StoredPart> chosen = new ArrayList<>();
    for (Part name : named) {
      StoredPart part = byNumber.get(name.number());
      if (part == null) {
        throw ApiException.invalid("Part " + name.number() + " never came");
      }
      if (!part.etag().equals(name.etag())) {
        throw ApiException.invalid(
            "Part " + name.number() + " is not the one of the ETag " + Texts.excerpt(name.etag()));
      }
      chosen.add(part);
    }
    return chosen;
  }

  private static void requireAscending(List<Part> named) {
    if (named.isEmpty() || named.size() > MOST_PARTS) {
      throw ApiException.invalid("A file has from 1 to " + MOST_PARTS + " parts");
    }
    for (int i = 1; i < named.size(); i++) {
      if (named.get(i).number() <= named.get(i - 1).number()) {
        throw ApiException.invalid("Parts must be named in ascending order, each once");
      }
    }
  }

  private Upload find(ArtifactPath place, String name) {
    Upload upload = find(name);
    if (!upload.place().equals(place.toString())) {
      throw unknown(name);
    }
    return upload;
  }

  private Upload find(String name) {
    return database
        .statement(handle -> UploadStore.find(handle, token(name)))
        .orElseThrow(() -> unknown(name));
  }

  private static ApiException unknown(String name) {
    return ApiException.notFound(
        "There is no such upload under way at this place: " + Texts.excerpt(name));
  }

  /** The name's digest: whoever reads the database cannot put parts by it. */
  private static byte[] token(String name) {
    return Sha256.digest().digest(name.getBytes(StandardCharsets.UTF_8));
  }
}
