package dev.modelyard.client;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.client.spool.Spool;
import dev.modelyard.client.spool.StoredFile;
import dev.modelyard.client.wire.Json;
import dev.modelyard.client.wire.Uploads;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files on their way into a spool: copied there first, so that they may change or go afterwards.
 */
final class Outgoing {
  private Outgoing() {}

  /** A source of bytes, opened when it is needed. */
  @FunctionalInterface
  interface Bytes {
    InputStream open() throws IOException;

    static Bytes of(byte[] bytes) {
      return () -> new ByteArrayInputStream(bytes);
    }
  }

  /** All files below a folder, by their paths from there with slashes, sorted. */
  static Map<String, Path> below(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
    }
    Map<String, Path> found = new LinkedHashMap<>();
    for (Path file : files) {
      List<String> parts = new ArrayList<>();
      folder.relativize(file).forEach(part -> parts.add(part.toString()));
      found.put(String.join("/", parts), file);
    }
    return found;
  }

  static void refuseBadPath(String path) throws IOException {
    String fault = Uploads.faultOfPath(path);
    if (!fault.isEmpty()) {
      throw new IOException(fault);
    }
  }

  /** Copies bytes into the spool; gives the text of the record that is to name them. */
  static byte[] file(Spool spool, Bytes bytes) throws IOException {
    StoredFile stored;
    try (InputStream in = bytes.open()) {
      stored = spool.store(in);
    }
    return Json.write(
        out -> {
          out.writeStartObject();
          stored.writeTo(out);
          out.writeEndObject();
        });
  }

  /** Copies the files of a model into the spool; gives the text of the record that names them. */
  static byte[] model(Spool spool, Path folder) throws IOException {
    Map<String, Path> files = below(folder);
    if (!files.containsKey("MLmodel")) {
      throw new IOException("the folder of a model must hold a file MLmodel: " + folder);
    }
    Map<String, StoredFile> stored = new LinkedHashMap<>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      refuseBadPath(file.getKey());
      try (InputStream in = Files.newInputStream(file.getValue())) {
        stored.put(file.getKey(), spool.store(in));
      }
    }
    return Json.write(out -> writeModel(out, stored));
  }

  private static void writeModel(JsonGenerator out, Map<String, StoredFile> files)
      throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("files");
    for (Map.Entry<String, StoredFile> file : files.entrySet()) {
      out.writeStartObject();
      out.writeStringField("path", file.getKey());
      file.getValue().writeTo(out);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
