package dev.modelyard.server.wire;

import dev.modelyard.server.error.ApiException;
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
        String name = PercentCoding.decodedQuery(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : PercentCoding.decodedQuery(pair.substring(equals + 1));
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
  public <T> @Nullable T object(Function<FieldReader, T> element) {
    throw ApiException.invalid("The field '" + field + "' can only be given in a JSON body");
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
}
