package dev.modelyard.server.artifacts.multipart;

import dev.modelyard.server.artifacts.ArtifactPath;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.Numbers;

/**
 * A checked request to begin an upload.
 *
 * @param place where the file will be
 * @param parts how many, 0 when no URLs are wanted
 */
record CreateUpload(ArtifactPath place, int parts) {

  static CreateUpload read(FieldReader in) {
    String folder = null;
    String path = null;
    Long parts = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "artifact_path" -> folder = in.string();
        case "path" -> path = in.string();
        case "num_parts" -> parts = in.int64();
        default -> in.skip();
      }
    }
    return new CreateUpload(
        place(in.requireText(folder, "artifact_path"), in.requireText(path, "path")),
        parts == null ? 0 : Numbers.within(0, Uploads.MOST_PARTS, parts, "num_parts"));
  }

  /**
   * The place of a file: a folder, and the last part of the path that the file has with the client,
   * whatever system that runs.
   */
  static ArtifactPath place(String folder, String clientPath) {
    String name =
        clientPath.substring(
            Math.max(clientPath.lastIndexOf('/'), clientPath.lastIndexOf('\\')) + 1);
    return ArtifactPath.parse(ArtifactPath.parseFolder(folder) + "/" + name);
  }
}
