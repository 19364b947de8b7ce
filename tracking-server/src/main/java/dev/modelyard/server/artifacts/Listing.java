package dev.modelyard.server.artifacts;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Entries of a folder as the wire spells them; an empty listing is left out, as on MLflow. */
final class Listing {
  private Listing() {}

  /** Writes the field {@code files}; {@code prefix} goes before each name. */
  static void writeTo(JsonGenerator out, String prefix, List<Entry> entries) throws IOException {
    if (entries.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("files");
    for (Entry entry : entries) {
      out.writeStartObject();
      out.writeStringField("path", prefix + entry.name());
      out.writeBooleanField("is_dir", entry.isFolder());
      if (!entry.isFolder()) {
        out.writeNumberField("file_size", entry.size());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
