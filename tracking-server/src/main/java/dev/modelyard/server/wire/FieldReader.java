package dev.modelyard.server.wire;

import dev.modelyard.server.error.ApiException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one request, in the order in which they came, whether from a JSON body or a query
 * string. Usage: {@code for (String f = in.next(); f != null; f = in.next()) switch (f) …} with one
 * reading call, or {@link #skip()}, per field.
 *
 * <p>Names come in snake_case whatever spelling the client chose. A value of the wrong type is
 * refused with INVALID_PARAMETER_VALUE that names the field; MLflow instead drops the field and all
 * that follows it and answers 200 (a trap for whoever relies on it). {@code null} reads as absent.
 */
public interface FieldReader {

  /** The next field's name in snake_case, or null after the last. */
  @Nullable String next();

  /** Text without U+0000 and lone surrogates, which PostgreSQL and UTF-8 cannot hold. */
  @Nullable String string();

  /** A JSON number, a numeric string or an integral float, as MLflow takes int64. */
  @Nullable Long int64();

  /** A number, a numeric string or one of the words NaN, Infinity, -Infinity as a string. */
  @Nullable Double float64();

  /** true or false. */
  @Nullable Boolean bool();

  /** A name of the enum, exact in case, or its number. */
  <E extends Enum<E> & WireEnum> @Nullable E enumeration(Class<E> type);

  /** An object, read by {@code element}. */
  <T> @Nullable T object(Function<FieldReader, T> element);

  /** A list of objects, each read by {@code element}; an absent list reads as empty. */
  <T> List<T> objects(Function<FieldReader, T> element);

  /** A list of texts; an absent list reads as empty. */
  List<String> strings();

  /** Passes over a field that is not known: newer clients send more than we know. */
  void skip();

  /** How the field {@code name} of the object just read is called in messages: its whole path. */
  String path(String name);

  /** The value of a field that must be there. */
  default <T> T require(@Nullable T value, String name) {
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  /** A text that must be there; as on MLflow's wire, an empty text counts as missing. */
  default String requireText(@Nullable String value, String name) {
    if (value == null || value.isEmpty()) {
      throw missing(name);
    }
    return value;
  }

  private ApiException missing(String name) {
    return ApiException.invalid("Missing value for required parameter '" + path(name) + "'");
  }
}
