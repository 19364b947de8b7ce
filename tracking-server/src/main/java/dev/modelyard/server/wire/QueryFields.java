package dev.modelyard.server.wire;

import dev.modelyard.server.error.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a query string. As on MLflow's wire: a list is a repeated key, of a
 * repeated scalar the first counts, names are snake_case only, booleans come in any case.
 */
public final class QueryFields implements FieldReader {
  private final Iterator<Map.Entry<String, List<String>>> entries;
  private String field = "";
  private List<String> values = List.of();

  /** {@code query} is the text after the question mark, still percent-encoded. */
  public QueryFields(String query) {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        byName.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
      }
    }
    this.entries = byName.entrySet().iterator();
  }

  @Override
  public @Nullable String next() {
    if (!entries.hasNext()) {
      return null;
    }
    Map.Entry<String, List<String>> entry = entries.next();
    field = entry.getKey();
    values = entry.getValue();
    return field;
  }

  @Override
  public @Nullable String string() {
    return Texts.checked(values.get(0), this::field);
  }

  @Override
  public @Nullable Long int64() {
    return Numbers.int64(values.get(0), this::field);
  }

  @Override
  public @Nullable Double float64() {
    return Numbers.float64(values.get(0), this::field);
  }

  @Override
  public @Nullable Boolean bool() {
    return switch (values.get(0).toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw ApiException.invalid("Invalid value for '" + field + "': must be true or false");
    };
  }

  @Override
  public <E extends Enum<E> & WireEnum> @Nullable E enumeration(Class<E> type) {
    String value = values.get(0);
    boolean number = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
    return number
        ? Enums.numbered(type, Numbers.int64(value, this::field), this::field)
        : Enums.named(type, value, this::field);
  }

  @Override
  public <T> List<T> objects(Function<FieldReader, T> element) {
    throw ApiException.invalid("The field '" + field + "' can only be given in a JSON body");
  }

  @Override
  public List<String> strings() {
    for (String value : values) {
      Texts.checked(value, this::field);
    }
    return values;
  }

  @Override
  public void skip() {}

  @Override
  public String path(String name) {
    return name;
  }

  private String field() {
    return field;
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0 && isAscii(text)) {
      return text;
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '+') {
        bytes.write(' ');
      } else if (raw[i] == '%') {
        int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw ApiException.invalid("The query string holds a broken percent-encoding");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(raw[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException invalid) {
      throw ApiException.invalid("The query string is not valid UTF-8");
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
