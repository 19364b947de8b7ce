package dev.modelyard.server.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** What is written beside a version's files: which they are, from where and since when. */
record ModelRecord(Manifest manifest, ModelUri model, URI server, Instant time) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Writes the record, in one step for those who read an older one. */
  void write(Path file) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (OutputStream out = Files.newOutputStream(next);
        JsonGenerator json = JSON.createGenerator(out)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeStringField("name", manifest.name());
      json.writeStringField("version", manifest.version());
      json.writeStringField("digest", manifest.digest());
      json.writeStringField("server", server.toString());
      json.writeStringField("uri", model.text());
      json.writeStringField("time", time.toString());
      json.writeNumberField("total_size", manifest.totalSize());
      json.writeNumberField("file_count", manifest.files().size());
      json.writeArrayFieldStart("files");
      for (ManifestFile part : manifest.files()) {
        json.writeStartObject();
        json.writeStringField("path", part.path());
        json.writeNumberField("size", part.size());
        json.writeStringField("sha256", part.sha256());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    Folders.force(next);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
