package dev.modelyard.client.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.FileProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.URLProvenance;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Optional;

/** The file or address that data comes from. */
final class Origin {
  private final String address;
  private final String name;

  private Origin(String address, String name) {
    this.address = address;
    this.name = name;
  }

  /** The first that is named. */
  static Optional<Origin> of(Flat flat) {
    for (PrimitiveProvenance<?> leaf : flat.leaves().values()) {
      if (leaf instanceof FileProvenance) {
        return Optional.of(of(((FileProvenance) leaf).getValue().toPath()));
      }
      if (leaf instanceof URLProvenance) {
        return Optional.of(of(((URLProvenance) leaf).getValue()));
      }
    }
    return Optional.empty();
  }

  private static Origin of(Path file) {
    Path whole = file.toAbsolutePath().normalize();
    return new Origin(whole.toUri().toString(), String.valueOf(whole.getFileName()));
  }

  private static Origin of(URL url) {
    try {
      if (url.getProtocol().equals("file")) {
        return of(Path.of(url.toURI()));
      }
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException odd) {
      // its text will do
    }
    String path = url.getPath();
    return new Origin(url.toString(), path.substring(path.lastIndexOf('/') + 1));
  }

  String address() {
    return address;
  }

  /** Its last part. */
  String name() {
    return name;
  }

  boolean isOnTheWeb() {
    return address.startsWith("http://") || address.startsWith("https://");
  }
}
