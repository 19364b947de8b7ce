package dev.modelyard.client;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.client.send.Sender;
import dev.modelyard.client.spool.SpoolFolder;
import dev.modelyard.client.spool.SpoolRecord;
import dev.modelyard.client.spool.StoredFile;
import dev.modelyard.client.wire.Json;
import dev.modelyard.client.wire.Uploads;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run logs beside points, params and tags: files, models, datasets. Files are copied into
 * the spool first, so that they may change or go afterwards. Thread-safe; what fails is dropped.
 */
final class Outgoing {
  private final Intake intake;
  private final SpoolFolder folder;
  private final Sender sender;

  Outgoing(Intake intake, SpoolFolder folder, Sender sender) {
    this.intake = intake;
    this.folder = folder;
    this.sender = sender;
  }

  /** A source of bytes, opened when it is needed. */
  @FunctionalInterface
  interface Bytes {
    InputStream open() throws IOException;
  }

  void file(String path, Bytes bytes, @Nullable Progress progress) {
    put(
        SpoolRecord.Kind.FILE,
        path,
        "the file " + path,
        () -> {
          refuseBadPath(path);
          StoredFile stored;
          try (InputStream in = bytes.open()) {
            stored = folder.store(in);
          }
          if (progress != null) {
            sender.listen(stored.name(), sent -> progress.sent(sent, stored.size()));
          }
          return Json.write(
              out -> {
                out.writeStartObject();
                stored.writeTo(out);
                out.writeEndObject();
              });
        });
  }

  void filesBelow(Path top, String path) {
    try {
      below(top)
          .forEach(
              (name, file) ->
                  file(
                      path.isEmpty() ? name : path + "/" + name,
                      () -> Files.newInputStream(file),
                      null));
    } catch (IOException | UncheckedIOException failure) {
      intake.drop("the files in " + top + ": " + failure);
    }
  }

  void model(String name, Path top) {
    put(
        SpoolRecord.Kind.MODEL,
        name,
        "the model " + name,
        () -> {
          Map<String, StoredFile> stored = stored(top);
          return Json.write(out -> writeModel(out, stored));
        });
  }

  void dataset(Dataset dataset, String context) {
    put(
        SpoolRecord.Kind.DATASET,
        dataset.name(),
        "the dataset " + dataset.name(),
        () -> dataset.toJson(context));
  }

  /** Makes what a record says. */
  @FunctionalInterface
  private interface Text {
    byte[] make() throws IOException;
  }

  private void put(SpoolRecord.Kind kind, String key, String subject, Text text) {
    try {
      intake.put(kind, key.getBytes(StandardCharsets.UTF_8), text.make());
    } catch (IOException | UncheckedIOException failure) {
      intake.drop(subject + ": " + failure.getMessage());
    }
  }

  /** All files below a folder, by their paths from there with slashes, sorted. */
  private static Map<String, Path> below(Path top) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(top)) {
      files = all.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
    }
    Map<String, Path> found = new LinkedHashMap<>();
    for (Path file : files) {
      List<String> parts = new ArrayList<>();
      top.relativize(file).forEach(part -> parts.add(part.toString()));
      found.put(String.join("/", parts), file);
    }
    return found;
  }

  private static void refuseBadPath(String path) throws IOException {
    String fault = Uploads.faultOfPath(path);
    if (!fault.isEmpty()) {
      throw new IOException(fault);
    }
  }

  /** Copies the files of a model into the spool, by their paths. */
  private Map<String, StoredFile> stored(Path top) throws IOException {
    Map<String, Path> files = below(top);
    if (!files.containsKey("MLmodel")) {
      throw new IOException("the folder of a model must hold a file MLmodel: " + top);
    }
    Map<String, StoredFile> stored = new LinkedHashMap<>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      refuseBadPath(file.getKey());
      try (InputStream in = Files.newInputStream(file.getValue())) {
        stored.put(file.getKey(), folder.store(in));
      }
    }
    return stored;
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
