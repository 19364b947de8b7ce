package dev.modelyard.server.registry;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import dev.modelyard.server.wire.Texts;

/** The rule for names of registered models: what MLflow accepts. */
final class ModelNames {
  /** Longest name in characters, the width of MLflow's column. */
  private static final int MAX = 256;

  private ModelNames() {}

  /** Returns the name, or refuses it. */
  static String checked(String name) {
    return checked(name, "name");
  }

  /** As {@link #checked(String)}; {@code field} names it in messages. */
  static String checked(String name, String field) {
    if (name.isBlank()) {
      throw ApiException.invalid("Missing value for required parameter '" + field + "'");
    }
    if (name.indexOf('/') >= 0 || name.indexOf(':') >= 0) {
      throw ApiException.invalid(
          "Invalid model name '" + Texts.excerpt(name) + "'. Names cannot contain '/' or ':'.");
    }
    if (name.equals(".") || name.startsWith("..")) {
      throw ApiException.invalid(
          "Invalid model name '"
              + Texts.excerpt(name)
              + "'. Names cannot be '.' or begin with '..'.");
    }
    return Texts.atMost(MAX, name, "The model name");
  }

  static ApiException unknown(String name) {
    return ApiException.notFound(
        "Registered Model with name=" + Texts.excerpt(name) + " not found");
  }

  static ApiException taken(String name) {
    return new ApiException(
        ErrorCode.RESOURCE_ALREADY_EXISTS,
        "Registered Model (name=" + Texts.excerpt(name) + ") already exists.");
  }
}
