package dev.modelyard.server.search;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Values for the places of an SQL text that is being put together. Not thread-safe. */
public final class Bindings {
  private final Map<String, Object> values = new HashMap<>();

  /** Keeps a value and returns its place, such as {@code :v3}. */
  public String add(Object value) {
    String name = "v" + values.size();
    values.put(name, value);
    return ":" + name;
  }

  /** Hands all values to a statement, each with its name. */
  public void forEach(BiConsumer<String, Object> statement) {
    values.forEach(statement);
  }
}
