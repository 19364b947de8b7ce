package dev.modelyard.server.artifacts.multipart;

import dev.modelyard.server.artifacts.ArtifactPath;
import dev.modelyard.server.blobs.DirectTransfers.Part;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.Numbers;
import java.util.List;

/** A checked request to end an upload: with its parts, or none when it is given up. */
record CompleteUpload(ArtifactPath place, String name, List<Part> parts) {

  static CompleteUpload read(FieldReader in) {
    String folder = null;
    String path = null;
    String uploadId = null;
    List<Part> parts = List.of();
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "artifact_path" -> folder = in.string();
        case "path" -> path = in.string();
        case "upload_id" -> uploadId = in.string();
        case "parts" -> parts = in.objects(CompleteUpload::part);
        default -> in.skip();
      }
    }
    return new CompleteUpload(
        CreateUpload.place(in.requireText(folder, "artifact_path"), in.requireText(path, "path")),
        in.requireText(uploadId, "upload_id"),
        parts);
  }

  private static Part part(FieldReader in) {
    Long number = null;
    String etag = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "part_number" -> number = in.int64();
        case "etag" -> etag = in.string();
        default -> in.skip();
      }
    }
    int checked =
        Numbers.within(
            1, Uploads.MOST_PARTS, in.require(number, "part_number"), in.path("part_number"));
    return new Part(checked, in.requireText(etag, "etag"));
  }
}
