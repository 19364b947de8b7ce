package dev.modelyard.client;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.client.spool.StoredFile;
import dev.modelyard.client.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Data that a run reads, known by its name and digest. Immutable. */
public final class Dataset {
  /** As many hex digits of a SHA-256 as the wire has room for. */
  private static final int DIGEST = 32;

  private final String name;
  private final String digest;
  private final String sourceType;
  private final String source;
  private final String schema;
  private final String profile;

  private Dataset(
      String name, String digest, String sourceType, String source, String schema, String profile) {
    this.name = name;
    this.digest = digest;
    this.sourceType = sourceType;
    this.source = source;
    this.schema = schema;
    this.profile = profile;
  }

  /** Data with a digest of the caller's own making, of at most 36 characters. */
  public static Dataset of(String name, String digest) {
    return new Dataset(name, digest, "code", "{}", "", "");
  }

  /**
   * The data in a file; its digest is the beginning of the file's SHA-256.
   *
   * @throws IOException when the file cannot be read
   */
  public static Dataset ofFile(String name, Path file) throws IOException {
    MessageDigest digest = StoredFile.newSha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    String uri = file.toAbsolutePath().normalize().toUri().toString();
    return of(name, StoredFile.hex(digest.digest()).substring(0, DIGEST))
        .source("local", new String(Json.texts("uri", uri), StandardCharsets.UTF_8));
  }

  /** Where the data comes from, by a type's word and what that type says of it. */
  public Dataset source(String type, String text) {
    return new Dataset(name, digest, type, text, schema, profile);
  }

  /** The columns of the data, in a form of the caller's choice, mostly JSON. */
  public Dataset schema(String text) {
    return new Dataset(name, digest, sourceType, source, text, profile);
  }

  /** Counts and the like, mostly JSON. */
  public Dataset profile(String text) {
    return new Dataset(name, digest, sourceType, source, schema, text);
  }

  public String name() {
    return name;
  }

  public String digest() {
    return digest;
  }

  /** As the wire spells its use for a purpose, such as training. */
  byte[] toJson(String context) throws IOException {
    return Json.write(
        out -> {
          out.writeStartObject();
          if (!context.isEmpty()) {
            out.writeArrayFieldStart("tags");
            out.writeStartObject();
            out.writeStringField("key", "mlflow.data.context");
            out.writeStringField("value", context);
            out.writeEndObject();
            out.writeEndArray();
          }
          out.writeObjectFieldStart("dataset");
          writeFields(out);
          out.writeEndObject();
          out.writeEndObject();
        });
  }

  private void writeFields(JsonGenerator out) throws IOException {
    out.writeStringField("name", name);
    out.writeStringField("digest", digest);
    out.writeStringField("source_type", sourceType);
    out.writeStringField("source", source);
    if (!schema.isEmpty()) {
      out.writeStringField("schema", schema);
    }
    if (!profile.isEmpty()) {
      out.writeStringField("profile", profile);
    }
  }
}
