package dev.modelyard.server.wire;

import dev.modelyard.server.error.ApiException;
import java.util.function.Supplier;

/**
 * Lets callers say that what they ask for may not be there: then they are told why in an answer, in
 * place of a refusal, which browsers log as an error whatever a page makes of it.
 */
public final class IfAny {
  public static final String FIELD = "if_any";

  private IfAny() {}

  /** The answer that is asked for, or, to those who say {@code if_any}, why there is none. */
  public static Answer of(TextFields request, Supplier<Answer> asked) {
    String given = request.optional(FIELD);
    if (given == null || given.equalsIgnoreCase("false")) {
      return asked.get();
    }
    if (!given.equalsIgnoreCase("true")) {
      throw ApiException.invalid("'" + FIELD + "' must be true or false");
    }
    try {
      return asked.get();
    } catch (ApiException refused) {
      return switch (refused.code()) {
        case RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE -> none(refused.getMessage());
        default -> throw refused;
      };
    }
  }

  private static Answer none(String why) {
    return out -> {
      out.writeStartObject();
      out.writeStringField("none", why);
      out.writeEndObject();
    };
  }
}
