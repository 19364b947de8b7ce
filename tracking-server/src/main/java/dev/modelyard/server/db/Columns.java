package dev.modelyard.server.db;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/** Arrays as one bound value each, for {@code unnest}: sent in the driver's binary form. */
public final class Columns {
  private Columns() {}

  public static Argument of(long[] values) {
    return array(values);
  }

  public static Argument of(double[] values) {
    return array(values);
  }

  public static Argument of(boolean[] values) {
    return array(values);
  }

  public static Argument of(String[] values) {
    return array(values);
  }

  /** One text of each item, in their order. */
  public static <T> Argument texts(List<T> items, Function<T, @Nullable String> text) {
    return array(items.stream().map(text).toArray(String[]::new));
  }

  /** Uuids have no binary form in the driver's arrays; they travel as text. */
  public static Argument of(List<UUID> values) {
    return (position, statement, context) ->
        statement.setArray(
            position, statement.getConnection().createArrayOf("uuid", values.toArray()));
  }

  private static Argument array(Object values) {
    return (position, statement, context) -> statement.setObject(position, values);
  }
}
