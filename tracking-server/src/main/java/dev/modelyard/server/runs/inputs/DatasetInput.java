package dev.modelyard.server.runs.inputs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.KeyValue;
import dev.modelyard.server.wire.Texts;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A dataset that a run read. As on MLflow, name, digest, type and source are empty when they were
 * not given.
 *
 * @param context what the dataset was used for, if a tag tells
 * @param tags all tags of this use, as JSON ready to be sent; empty when there are none
 */
record DatasetInput(
    String name,
    String digest,
    String sourceType,
    String source,
    @Nullable String schema,
    @Nullable String profile,
    @Nullable String context,
    String tags) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String CONTEXT = "mlflow.data.context";
  private static final int MAX_TAG_KEY = 255;
  private static final int MAX_TAG_VALUE = 500;

  /** About how many bytes the dataset has in an answer. */
  int size() {
    return source.length()
        + (schema == null ? 0 : schema.length())
        + (profile == null ? 0 : profile.length());
  }

  private static final class Dataset {
    private String name = "";
    private String digest = "";
    private String sourceType = "";
    private String source = "";
    private @Nullable String schema;
    private @Nullable String profile;

    static Dataset read(FieldReader in) {
      Dataset dataset = new Dataset();
      for (String field = in.next(); field != null; field = in.next()) {
        switch (field) {
          case "name" -> dataset.name = text(in.string(), 500, in.path(field));
          case "digest" -> dataset.digest = text(in.string(), 36, in.path(field));
          case "source_type" -> dataset.sourceType = text(in.string(), 36, in.path(field));
          case "source" -> dataset.source = text(in.string(), 65_535, in.path(field));
          case "schema" -> dataset.schema = optional(in.string(), 1_048_575, in.path(field));
          case "profile" -> dataset.profile = optional(in.string(), 16_777_215, in.path(field));
          default -> in.skip();
        }
      }
      return dataset;
    }
  }

  /** One entry of the field {@code datasets}. */
  static DatasetInput read(FieldReader in) {
    List<KeyValue> tags = List.of();
    Dataset dataset = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "tags" -> tags = in.objects(DatasetInput::readTag);
        case "dataset" -> dataset = in.object(Dataset::read);
        default -> in.skip();
      }
    }
    Dataset given = dataset == null ? new Dataset() : dataset;
    return new DatasetInput(
        given.name,
        given.digest,
        given.sourceType,
        given.source,
        given.schema,
        given.profile,
        context(tags),
        json(tags, in.path("tags")));
  }

  /** As on MLflow, a tag may do without a key. */
  private static KeyValue readTag(FieldReader in) {
    KeyValue tag = KeyValue.read(in);
    text(tag.key(), MAX_TAG_KEY, in.path("key"));
    text(tag.value(), MAX_TAG_VALUE, in.path("value"));
    return tag;
  }

  private static @Nullable String context(List<KeyValue> tags) {
    return tags.stream()
        .filter(tag -> tag.key().equals(CONTEXT))
        .map(KeyValue::value)
        .findFirst()
        .orElse(null);
  }

  private static String json(List<KeyValue> tags, String path) {
    if (tags.isEmpty()) {
      return "";
    }
    Set<String> keys = new HashSet<>();
    StringWriter json = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(json)) {
      out.writeStartArray();
      for (KeyValue tag : tags) {
        if (!keys.add(tag.key())) {
          throw ApiException.invalid(
              "The key '" + Texts.excerpt(tag.key()) + "' stands twice in '" + path + "'");
        }
        out.writeStartObject();
        out.writeStringField("key", tag.key());
        out.writeStringField("value", tag.value());
        out.writeEndObject();
      }
      out.writeEndArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return json.toString();
  }

  private static String text(@Nullable String text, int max, String path) {
    return text == null ? "" : Texts.atMost(max, text, () -> "'" + path + "'");
  }

  private static @Nullable String optional(@Nullable String text, int max, String path) {
    return text == null ? null : text(text, max, path);
  }
}
