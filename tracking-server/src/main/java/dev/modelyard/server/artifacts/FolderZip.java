package dev.modelyard.server.artifacts;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder with all below it, as a zip that is made while it is sent. */
final class FolderZip {
  /** They are in memory while the zip is made. */
  private static final int MOST_FILES = 100_000;

  private final Artifacts artifacts;
  private final List<TreeFile> files;

  private FolderZip(Artifacts artifacts, List<TreeFile> files) {
    this.artifacts = artifacts;
    this.files = files;
  }

  /** The files that are in the folder now; their bytes stay readable while they are sent. */
  static FolderZip of(Artifacts artifacts, Location folder) {
    List<TreeFile> files = artifacts.tree(folder, MOST_FILES + 1);
    if (files.isEmpty()) {
      throw ApiException.notFound("There is no folder '" + folder.path() + "', or nothing in it");
    }
    if (files.size() > MOST_FILES) {
      throw ApiException.invalid(
          "The folder has more than " + MOST_FILES + " files: fetch its folders one by one");
    }
    return new FolderZip(artifacts, files);
  }

  /** A validator of names and bytes, with its quotes. */
  String etag() {
    MessageDigest digest = Sha256.digest();
    for (TreeFile file : files) {
      digest.update((file.sha256() + " " + file.path() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return '"' + HexFormat.of().formatHex(digest.digest()) + '"';
  }

  /** Holds of all files no more than a buffer; waits while {@code out} takes no more. */
  void write(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    // Models and images hardly shrink; the least effort takes what text gives.
    zip.setLevel(Deflater.BEST_SPEED);
    WritableByteChannel channel = Channels.newChannel(zip);
    for (TreeFile file : files) {
      ZipEntry entry = new ZipEntry(file.path());
      entry.setTime(file.modified());
      zip.putNextEntry(entry);
      if (file.size() > 0) {
        artifacts.read(file, channel::write);
      }
      zip.closeEntry();
    }
    // Not closed: without its end a reader knows that a zip broke off.
    zip.finish();
    out.flush();
  }
}
