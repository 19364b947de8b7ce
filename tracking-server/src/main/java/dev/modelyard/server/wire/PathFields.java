package dev.modelyard.server.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request whose path names some of them. Those come last, so that the path decides
 * when a body says otherwise.
 */
public final class PathFields implements FieldReader {
  private final FieldReader rest;
  private final List<Map.Entry<String, String>> path;

  /** How many fields of the path were given; none while the rest is being read. */
  private int given;

  /** {@code path} holds names and decoded texts. */
  public PathFields(FieldReader rest, Map<String, String> path) {
    this.rest = rest;
    this.path = new ArrayList<>(path.entrySet());
  }

  @Override
  public @Nullable String next() {
    if (given == 0) {
      String name = rest.next();
      if (name != null) {
        return name;
      }
    }
    return given == path.size() ? null : path.get(given++).getKey();
  }

  @Override
  public @Nullable String string() {
    return inPath() ? Texts.checked(text(), this::field) : rest.string();
  }

  @Override
  public @Nullable Long int64() {
    // Not by a conditional expression, which would unbox an absent number.
    if (inPath()) {
      return Numbers.int64(text(), this::field);
    }
    return rest.int64();
  }

  @Override
  public @Nullable Double float64() {
    // Not by a conditional expression, which would unbox an absent number.
    if (inPath()) {
      return Numbers.float64(text(), this::field);
    }
    return rest.float64();
  }

  @Override
  public @Nullable Boolean bool() {
    requireRest();
    return rest.bool();
  }

  @Override
  public <E extends Enum<E> & WireEnum> @Nullable E enumeration(Class<E> type) {
    requireRest();
    return rest.enumeration(type);
  }

  @Override
  public <T> @Nullable T object(Function<FieldReader, T> element) {
    requireRest();
    return rest.object(element);
  }

  @Override
  public <T> List<T> objects(Function<FieldReader, T> element) {
    requireRest();
    return rest.objects(element);
  }

  @Override
  public List<String> strings() {
    requireRest();
    return rest.strings();
  }

  @Override
  public void skip() {
    if (!inPath()) {
      rest.skip();
    }
  }

  @Override
  public String path(String name) {
    return rest.path(name);
  }

  private boolean inPath() {
    return given > 0;
  }

  /** A path holds texts and numbers alone; a route that asks for more of it is our defect. */
  private void requireRest() {
    if (inPath()) {
      throw new IllegalStateException("the path's field " + field() + " is a text");
    }
  }

  private String field() {
    return path.get(given - 1).getKey();
  }

  private String text() {
    return path.get(given - 1).getValue();
  }
}
