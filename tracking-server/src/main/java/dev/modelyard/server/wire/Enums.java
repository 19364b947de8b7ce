package dev.modelyard.server.wire;

import dev.modelyard.server.error.ApiException;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Enums as the wire spells them. Unlike MLflow, which drops an unknown name, we refuse it. */
final class Enums {
  private Enums() {}

  static <E extends Enum<E> & WireEnum> E named(Class<E> type, String name, Supplier<String> path) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw unknown(type, '"' + Texts.excerpt(name) + '"', path);
  }

  static <E extends Enum<E> & WireEnum> E numbered(
      Class<E> type, long number, Supplier<String> path) {
    for (E constant : type.getEnumConstants()) {
      if (constant.number() == number) {
        return constant;
      }
    }
    throw unknown(type, Long.toString(number), path);
  }

  static <E extends Enum<E> & WireEnum> String names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
  }

  private static <E extends Enum<E> & WireEnum> ApiException unknown(
      Class<E> type, String value, Supplier<String> path) {
    return ApiException.invalid(
        "Invalid value " + value + " for '" + path.get() + "': must be one of " + names(type));
  }
}
