package dev.modelyard.server.blobs;

import java.net.URI;
import java.util.List;
import java.util.UUID;

/**
 * Sends clients to the store itself, by URLs that we sign. What they bring is a blob only when
 * {@link #complete} says so, and whether it holds the right bytes is the caller's to find out.
 * Failures of the store are {@link BlobStoreException}s, as with {@link Blobs}; {@link
 * Blobs#delete} also ends whatever was begun here.
 */
public interface DirectTransfers {

  /** A part that a client has put: its number, and the ETag that came back for it. */
  record Part(int number, String etag) {}

  /** Begins a blob in parts; gives the store's own id of this upload. */
  String begin(UUID id);

  /**
   * Where to PUT one part. The URL holds for an hour and needs no header.
   *
   * @param number from 1 to 10,000
   */
  URI partUrl(UUID id, String uploadId, int number);

  /**
   * Makes one blob of the parts, which must come in ascending order. May be repeated when its
   * answer was lost.
   *
   * @return how many bytes it has
   * @throws PartsRefusedException when these are not the parts that the store has
   */
  long complete(UUID id, String uploadId, List<Part> parts);

  /** Where to GET a blob. The URL holds for five minutes. */
  URI readUrl(UUID id);
}
