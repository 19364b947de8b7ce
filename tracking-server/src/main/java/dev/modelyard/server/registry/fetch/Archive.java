package dev.modelyard.server.registry.fetch;

import dev.modelyard.server.artifacts.Artifacts;
import dev.modelyard.server.artifacts.TreeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes files as a tar (POSIX, with long names and large files), one after the other. */
final class Archive {
  /** As tar itself fills up to. */
  private static final int BLOCK = 20 * 512;

  private final Artifacts artifacts;

  Archive(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  /** Holds of all files no more than a buffer; waits while {@code out} takes no more. */
  void write(List<TreeFile> files, OutputStream out) throws IOException {
    TarArchiveOutputStream tar =
        new TarArchiveOutputStream(out, BLOCK, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    WritableByteChannel channel = Channels.newChannel(tar);
    for (TreeFile file : files) {
      TarArchiveEntry entry = new TarArchiveEntry(file.path());
      entry.setSize(file.size());
      entry.setModTime(file.modified());
      tar.putArchiveEntry(entry);
      if (file.size() > 0) {
        artifacts.read(file, channel::write);
      }
      tar.closeArchiveEntry();
    }
    // Not closed: without its end a reader knows that an archive broke off.
    tar.finish();
    out.flush();
  }
}
