package dev.modelyard.server.wire;

import dev.modelyard.server.error.ApiException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request that is nothing but a few texts: most calls that name one thing and do one act. */
public final class TextFields {
  private final Map<String, String> values = new HashMap<>();

  private TextFields() {}

  /** Reads the fields {@code names} and passes over all others. */
  public static Function<FieldReader, TextFields> of(String... names) {
    Set<String> known = Set.of(names);
    return in -> {
      TextFields fields = new TextFields();
      for (String field = in.next(); field != null; field = in.next()) {
        if (known.contains(field)) {
          String value = in.string();
          if (value != null) {
            fields.values.put(field, value);
          }
        } else {
          in.skip();
        }
      }
      return fields;
    };
  }

  /** A text that must be there and not be empty. */
  public String required(String name) {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw ApiException.invalid("Missing value for required parameter '" + name + "'");
    }
    return value;
  }

  /** A text, or null when it was not given. */
  public @Nullable String optional(String name) {
    return values.get(name);
  }
}
