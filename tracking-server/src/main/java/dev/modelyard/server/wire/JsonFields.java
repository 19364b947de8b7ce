package dev.modelyard.server.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.modelyard.server.error.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON body strictly and in one pass. The body must be exactly one object in UTF-8, nested
 * at most {@value #MAX_DEPTH} deep. A field given twice, in whatever spelling, is refused.
 */
public final class JsonFields implements FieldReader {
  /** Deepest nesting of objects and lists in a body. */
  public static final int MAX_DEPTH = 64;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE) // the body's size is limited already
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  private final JsonParser parser;

  /** Names read in the object at hand, so that a second one is noticed. */
  private String[] seen = new String[16];

  private int seenFrom;
  private int seenTo;
  private String field = "";

  private JsonFields(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads {@code body} by {@code shape}, which passes over every field of the object. */
  public static <T> T read(byte[] body, Function<FieldReader, T> shape) {
    requireUtf8(body);
    try (JsonParser parser = FACTORY.createParser(body)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        // MLflow takes an empty body as an empty object.
        return shape.apply(new QueryFields(""));
      }
      if (first != JsonToken.START_OBJECT) {
        throw ApiException.invalid("The body must be a JSON object, not " + name(first));
      }
      T value = shape.apply(new JsonFields(parser));
      if (parser.nextToken() != null) {
        throw ApiException.invalid("The body goes on after its JSON object");
      }
      return value;
    } catch (UncheckedIOException wrapped) {
      throw malformed(wrapped.getCause());
    } catch (IOException malformed) {
      throw malformed(malformed);
    }
  }

  /** The parser lets some overlong forms pass, which other readers would take for other text. */
  private static void requireUtf8(byte[] body) {
    for (byte b : body) {
      if (b < 0) {
        try {
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException invalid) {
          throw ApiException.invalid("The body is not valid JSON in UTF-8");
        }
        return;
      }
    }
  }

  /** The body lies in memory: whatever goes wrong while reading it is the body's fault. */
  private static ApiException malformed(@Nullable IOException e) {
    if (e instanceof StreamConstraintsException) {
      return ApiException.invalid(
          "The body is nested deeper than " + MAX_DEPTH + " or holds a number or name too long");
    }
    if (e instanceof JsonProcessingException broken && broken.getLocation() != null) {
      return ApiException.invalid(
          "The body is not valid JSON in UTF-8: see line "
              + broken.getLocation().getLineNr()
              + ", column "
              + broken.getLocation().getColumnNr());
    }
    return ApiException.invalid("The body is not valid JSON in UTF-8");
  }

  @Override
  public @Nullable String next() {
    try {
      String name = parser.nextFieldName();
      if (name == null) {
        return null;
      }
      field = snakeCase(name);
      return field;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable String string() {
    JsonToken token = value();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token != JsonToken.VALUE_STRING) {
      throw wrong("a string", token);
    }
    return text();
  }

  @Override
  public @Nullable Long int64() {
    JsonToken token = value();
    try {
      return switch (token) {
        case VALUE_NULL -> null;
        case VALUE_NUMBER_INT -> parser.getLongValue();
        case VALUE_NUMBER_FLOAT -> integral(parser.getDoubleValue());
        case VALUE_STRING -> Numbers.int64(text(), this::path);
        default -> throw wrong("a whole number", token);
      };
    } catch (JsonProcessingException outOfRange) {
      throw ApiException.invalid(
          "Invalid value for '" + path() + "': out of the range of a 64-bit integer");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long integral(double value) {
    // 2^63 itself is out of range; every double below it that is whole is a long.
    if (Math.rint(value) != value || value >= 0x1p63 || value < -0x1p63) {
      throw ApiException.invalid(
          "Invalid value for '" + path() + "': must be a whole number of 64 bits");
    }
    return (long) value;
  }

  @Override
  public @Nullable Double float64() {
    JsonToken token = value();
    try {
      return switch (token) {
        case VALUE_NULL -> null;
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
            Numbers.finite(parser.getDoubleValue(), this::path);
        case VALUE_STRING -> Numbers.float64(text(), this::path);
        default -> throw wrong("a number", token);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable Boolean bool() {
    JsonToken token = value();
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw wrong("true or false", token);
    };
  }

  @Override
  public <E extends Enum<E> & WireEnum> @Nullable E enumeration(Class<E> type) {
    JsonToken token = value();
    try {
      return switch (token) {
        case VALUE_NULL -> null;
        case VALUE_STRING -> Enums.named(type, text(), this::path);
        case VALUE_NUMBER_INT -> Enums.numbered(type, parser.getLongValue(), this::path);
        default -> throw wrong("one of " + Enums.names(type), token);
      };
    } catch (JsonProcessingException outOfRange) {
      throw ApiException.invalid(
          "Invalid value for '" + path() + "': must be one of " + Enums.names(type));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public <T> @Nullable T object(Function<FieldReader, T> element) {
    JsonToken token = value();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token != JsonToken.START_OBJECT) {
      throw wrong("an object", token);
    }
    String outer = field;
    int from = seenFrom;
    seenFrom = seenTo;
    T object = element.apply(this);
    seenTo = seenFrom;
    seenFrom = from;
    field = outer;
    return object;
  }

  @Override
  public <T> List<T> objects(Function<FieldReader, T> element) {
    JsonToken token = value();
    if (token == JsonToken.VALUE_NULL) {
      return List.of();
    }
    if (token != JsonToken.START_ARRAY) {
      throw wrong("a list of objects", token);
    }
    List<T> list = new ArrayList<>();
    String outer = field;
    int from = seenFrom;
    try {
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        if (t != JsonToken.START_OBJECT) {
          throw wrong("an object", t);
        }
        seenFrom = seenTo;
        list.add(element.apply(this));
        seenTo = seenFrom;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    seenFrom = from;
    field = outer;
    return list;
  }

  @Override
  public List<String> strings() {
    JsonToken token = value();
    if (token == JsonToken.VALUE_NULL) {
      return List.of();
    }
    if (token != JsonToken.START_ARRAY) {
      throw wrong("a list of strings", token);
    }
    List<String> list = new ArrayList<>();
    try {
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        if (t != JsonToken.VALUE_STRING) {
          throw wrong("a string", t);
        }
        list.add(text());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return list;
  }

  @Override
  public void skip() {
    try {
      parser.nextToken();
      parser.skipChildren();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String path(String name) {
    // Behind the end of an object the parser's context is already the one around it.
    StringBuilder path = new StringBuilder();
    prefix(parser.getParsingContext(), path);
    return path.append(name).toString();
  }

  /** The path of the value being read. */
  private String path() {
    StringBuilder path = new StringBuilder();
    prefix(parser.getParsingContext(), path);
    return path.isEmpty() ? "body" : path.substring(0, path.length() - 1);
  }

  /** Writes {@code a.b[3].}, the way to the place {@code at}. */
  private static void prefix(@Nullable JsonStreamContext at, StringBuilder path) {
    if (at == null || at.inRoot()) {
      return;
    }
    prefix(at.getParent(), path);
    if (at.inArray()) {
      path.setLength(Math.max(0, path.length() - 1));
      path.append('[').append(at.getCurrentIndex()).append("].");
    } else if (at.getCurrentName() != null) {
      path.append(snake(at.getCurrentName())).append('.');
    }
  }

  /** Steps onto the value of the field at hand, which from now on counts as given. */
  private JsonToken value() {
    for (int i = seenFrom; i < seenTo; i++) {
      if (seen[i].equals(field)) {
        throw ApiException.invalid("The field '" + path() + "' is given twice");
      }
    }
    if (seenTo == seen.length) {
      seen = Arrays.copyOf(seen, 2 * seenTo);
    }
    seen[seenTo++] = field;
    try {
      return parser.nextToken();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text() {
    try {
      return Texts.checked(parser.getText(), this::path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ApiException wrong(String wanted, JsonToken token) {
    // At its first token the parser already stands inside a list or object.
    JsonStreamContext at = parser.getParsingContext();
    StringBuilder path = new StringBuilder();
    prefix(token.isStructStart() ? at.getParent() : at, path);
    path.setLength(Math.max(0, path.length() - 1));
    return ApiException.invalid(
        "Invalid value for '" + path + "': must be " + wanted + ", not " + name(token));
  }

  private static String name(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> "this";
    };
  }

  private static String snakeCase(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return snake(name);
      }
    }
    return name;
  }

  private static String snake(String name) {
    StringBuilder snake = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        snake.append('_').append((char) (c + ('a' - 'A')));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }
}
