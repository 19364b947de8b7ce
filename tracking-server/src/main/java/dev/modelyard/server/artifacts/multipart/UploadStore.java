package dev.modelyard.server.artifacts.multipart;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of uploads in parts. Stateless: every method runs one statement. */
final class UploadStore {
  private UploadStore() {}

  private static final String BEGIN =
      """
      INSERT INTO upload (token, blob_id, store_id, place, created)
      VALUES (:token, :blobId, :storeId, :place, :now)
      """;

  static boolean begin(Handle handle, byte[] token, Upload upload, long now) {
    return handle
            .createUpdate(BEGIN)
            .bind("token", token)
            .bind("blobId", upload.blobId())
            .bind("storeId", upload.storeId())
            .bind("place", upload.place())
            .bind("now", now)
            .execute()
        > 0;
  }

  static Optional<Upload> find(Handle handle, byte[] token) {
    return handle
        .createQuery("SELECT blob_id, store_id, place, done FROM upload WHERE token = :token")
        .bind("token", token)
        .map(
            (row, context) -> {
              @Nullable String storeId = row.getString("store_id");
              return new Upload(
                  row.getObject("blob_id", UUID.class),
                  storeId,
                  row.getString("place"),
                  row.getBoolean("done"));
            })
        .findOne();
  }

  /** The blob of a part that is being replaced. */
  static Optional<UUID> partBlob(Handle handle, byte[] token, int number) {
    return handle
        .createQuery("SELECT blob_id FROM upload_part WHERE token = :token AND number = :number")
        .bind("token", token)
        .bind("number", number)
        .mapTo(UUID.class)
        .findOne();
  }

  private static final String PUT_PART =
      """
      INSERT INTO upload_part (token, number, blob_id, size, etag)
      SELECT token, :number, :blobId, :size, :etag FROM upload WHERE token = :token AND NOT done
      ON CONFLICT (token, number) DO UPDATE
        SET blob_id = excluded.blob_id, size = excluded.size, etag = excluded.etag
      """;

  /** Notes a part, in place of an earlier one of its number; false when the upload is over. */
  static boolean putPart(Handle handle, byte[] token, StoredPart part) {
    return handle
            .createUpdate(PUT_PART)
            .bind("token", token)
            .bind("number", part.number())
            .bind("blobId", part.blobId())
            .bind("size", part.size())
            .bind("etag", part.etag())
            .execute()
        > 0;
  }

  private static final String PARTS =
      """
      SELECT number, blob_id, size, etag FROM upload_part WHERE token = :token ORDER BY number
      """;

  static List<StoredPart> parts(Handle handle, byte[] token) {
    return handle
        .createQuery(PARTS)
        .bind("token", token)
        .map(
            (row, context) ->
                new StoredPart(
                    row.getInt("number"),
                    row.getObject("blob_id", UUID.class),
                    row.getLong("size"),
                    row.getString("etag")))
        .list();
  }

  /** Notes that the file is there: the call may be repeated, parts are not taken any more. */
  static boolean finish(Handle handle, byte[] token) {
    return handle
            .createUpdate("UPDATE upload SET done = true WHERE token = :token")
            .bind("token", token)
            .execute()
        > 0;
  }

  /** Forgets an upload and its parts, unless it was finished. */
  static boolean abort(Handle handle, byte[] token) {
    return handle
            .createUpdate("DELETE FROM upload WHERE token = :token AND NOT done")
            .bind("token", token)
            .execute()
        > 0;
  }
}
