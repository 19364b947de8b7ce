package dev.modelyard.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** JSON for requests, and looks into answers. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** An object of names and values in turn; values may be null, nodes, lists, texts, numbers. */
  public static ObjectNode object(@Nullable Object... namesAndValues) {
    ObjectNode object = MAPPER.createObjectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.set(String.valueOf(namesAndValues[i]), node(namesAndValues[i + 1]));
    }
    return object;
  }

  /** Numbers become the nodes that a parser makes of them, so that answers can be compared. */
  private static JsonNode node(@Nullable Object value) {
    if (value instanceof Long number && number.intValue() == number) {
      return MAPPER.valueToTree(number.intValue());
    }
    return MAPPER.valueToTree(value);
  }

  /** The text of {@link #object}. */
  public static String text(@Nullable Object... namesAndValues) {
    return object(namesAndValues).toString();
  }

  /** A tag or a param. */
  public static ObjectNode pair(String key, @Nullable Object value) {
    return object("key", key, "value", value);
  }

  /** A field of each element of a list, as text. */
  public static List<String> texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(element -> element.path(field).asText())
        .toList();
  }

  /** The value of the element whose key is {@code key}, or a missing node. */
  public static JsonNode value(JsonNode list, String key) {
    for (JsonNode element : list) {
      if (element.path("key").asText().equals(key)) {
        return element.path("value");
      }
    }
    return MAPPER.missingNode();
  }
}
