package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import dev.modelyard.server.wire.Uuids;
import java.util.Optional;
import java.util.UUID;

/** Ids of logged models: uuids, on the wire {@code m-} and 32 lower-case hex digits. */
public final class LoggedModelIds {
  private static final String PREFIX = "m-";

  private LoggedModelIds() {}

  /** As the wire spells it. */
  public static String wire(UUID id) {
    return PREFIX + Uuids.hex(id);
  }

  /** The id that {@code text} spells, or empty: any other text names no logged model. */
  public static Optional<UUID> parse(String text) {
    return text.startsWith(PREFIX)
        ? Uuids.parse(text.substring(PREFIX.length()))
        : Optional.empty();
  }

  /** The id that {@code text} spells; any other text is an unknown logged model. */
  static UUID require(String text) {
    return parse(text).orElseThrow(() -> unknown(Texts.excerpt(text)));
  }

  /** Says that there is no such logged model. */
  public static ApiException unknown(String id) {
    return ApiException.notFound("Logged model with ID '" + id + "' not found.");
  }
}
