package dev.modelyard.client.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of JSON that was read. Asking for what is not there gives a missing value, so that a path
 * can be followed without a look at every step.
 */
public final class Json implements Iterable<Json> {
  static final JsonFactory FACTORY = new JsonFactory();

  /** What is not there. */
  public static final Json MISSING = new Json(null);

  /** A map, a list, a text, a number, a truth value, or null. */
  private final @Nullable Object value;

  private Json(@Nullable Object value) {
    this.value = value;
  }

  /** Writes a value. */
  @FunctionalInterface
  public interface Writer {
    void writeTo(JsonGenerator out) throws IOException;
  }

  public static byte[] write(Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      writer.writeTo(out);
    }
    return bytes.toByteArray();
  }

  /** An object of texts, given as names and values in turn. */
  public static byte[] texts(String... namesAndValues) throws IOException {
    return write(
        out -> {
          out.writeStartObject();
          for (int i = 0; i < namesAndValues.length; i += 2) {
            out.writeStringField(namesAndValues[i], namesAndValues[i + 1]);
          }
          out.writeEndObject();
        });
  }

  public static Json read(byte[] bytes) throws IOException {
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      return new Json(parser.nextToken() == null ? null : value(parser));
    }
  }

  /** As {@link #read}; what is no JSON reads as missing. */
  static Json readOrMissing(byte[] bytes) {
    try {
      return read(bytes);
    } catch (IOException noJson) {
      return MISSING;
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT:
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          object.put(name, value(parser));
        }
        return object;
      case START_ARRAY:
        List<Json> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(new Json(value(parser)));
        }
        return list;
      case VALUE_NUMBER_INT:
      case VALUE_NUMBER_FLOAT:
        return parser.getNumberValue();
      case VALUE_TRUE:
        return true;
      case VALUE_FALSE:
        return false;
      case VALUE_NULL:
        return null;
      default:
        return parser.getText();
    }
  }

  public Json get(String name) {
    Object found = value instanceof Map ? ((Map<?, ?>) value).get(name) : null;
    return found == null ? MISSING : new Json(found);
  }

  public String text(String otherwise) {
    return value instanceof String ? (String) value : otherwise;
  }

  public @Nullable String textOrNull() {
    return value instanceof String ? (String) value : null;
  }

  public boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  public long number(long otherwise) {
    if (value instanceof Number) {
      return ((Number) value).longValue();
    }
    // Protobuf's JSON writes 64-bit numbers as texts.
    String text = text("");
    try {
      return text.isEmpty() ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException noNumber) {
      return otherwise;
    }
  }

  /** A number with a fraction, also one of the words NaN, Infinity, -Infinity as a text. */
  public double real() {
    if (value instanceof Number) {
      return ((Number) value).doubleValue();
    }
    try {
      return Double.parseDouble(text("NaN"));
    } catch (NumberFormatException noNumber) {
      return Double.NaN;
    }
  }

  /** The elements of a list; of anything else none. */
  @Override
  public Iterator<Json> iterator() {
    List<Json> elements = new ArrayList<>();
    if (value instanceof List) {
      for (Object element : (List<?>) value) {
        elements.add((Json) element);
      }
    }
    return elements.iterator();
  }

  /** A list of objects with a key and a value, both texts. */
  public Map<String, String> pairs() {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (Json pair : this) {
      pairs.put(pair.get("key").text(""), pair.get("value").text(""));
    }
    return pairs;
  }

  /** The fields of an object with texts as values; others are left out. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    if (value instanceof Map) {
      ((Map<?, ?>) value)
          .forEach(
              (name, found) -> {
                if (found instanceof String) {
                  texts.put((String) name, (String) found);
                }
              });
    }
    return texts;
  }
}
