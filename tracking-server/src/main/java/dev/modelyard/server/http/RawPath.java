package dev.modelyard.server.http;

import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.PathFields;
import dev.modelyard.server.wire.PercentCoding;
import dev.modelyard.server.wire.QueryFields;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What the path of a request names, read from the path as it was sent and decoded just once. (The
 * framework's own reading changes a literal {@code %2B}.)
 */
public final class RawPath {
  private RawPath() {}

  /** The text that stands for {@code <name>} or {@code {name}} in the route's template. */
  public static String field(Context context, String name) {
    String value = fields(context).get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no field " + name);
    }
    return value;
  }

  /** Reads what the query string and the path name by {@code shape}. */
  public static <T> T query(Context context, Function<FieldReader, T> shape) {
    String query = context.queryString();
    FieldReader in = new QueryFields(query == null ? "" : query);
    Map<String, String> path = fields(context);
    return shape.apply(path.isEmpty() ? in : new PathFields(in, path));
  }

  /** All fields of the route's template, in their order. */
  static Map<String, String> fields(Context context) {
    return fields(context.endpoint().path, context.req().getRequestURI());
  }

  static Map<String, String> fields(String template, String path) {
    if (template.indexOf('{') < 0 && template.indexOf('<') < 0) {
      return Map.of();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    String[] names = template.split("/", -1);
    String[] values = path.split("/", -1);
    for (int i = 0; i < names.length && i < values.length; i++) {
      String name = names[i];
      if (name.startsWith("{")) {
        fields.put(inner(name), PercentCoding.decodedPath(values[i]));
      } else if (name.startsWith("<")) {
        String rest = String.join("/", Arrays.asList(values).subList(i, values.length));
        fields.put(inner(name), PercentCoding.decodedPath(rest));
      }
    }
    return fields;
  }

  private static String inner(String name) {
    return name.substring(1, name.length() - 1);
  }
}
