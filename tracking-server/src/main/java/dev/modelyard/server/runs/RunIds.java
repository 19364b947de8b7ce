package dev.modelyard.server.runs;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.TextFields;
import dev.modelyard.server.wire.Texts;
import dev.modelyard.server.wire.Uuids;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Run ids: uuids, on the wire as 32 lower-case hex digits. Thread-safe. */
public final class RunIds {
  /** The field that names a run. */
  public static final String FIELD = "run_id";

  /** MLflow's older name of that field, which some calls still take. */
  public static final String OLD_FIELD = "run_uuid";

  private final InstantSource clock;

  public RunIds(InstantSource clock) {
    this.clock = clock;
  }

  UUID next() {
    return Uuids.next(clock.millis());
  }

  /** As the wire spells it. */
  public static String wire(UUID id) {
    return Uuids.hex(id);
  }

  /** The id that {@code text} spells, or empty: any other text names no run. */
  public static Optional<UUID> parse(String text) {
    return Uuids.parse(text);
  }

  /** The ids that {@code texts} spell, each once, in their order; any other text names no run. */
  public static List<UUID> parseAll(List<String> texts) {
    return texts.stream().flatMap(text -> parse(text).stream()).distinct().toList();
  }

  /** The run that a request names; the old name counts where the call reads it, if alone. */
  public static String named(TextFields request) {
    String old = request.optional(OLD_FIELD);
    boolean byOldName = request.optional(FIELD) == null && old != null && !old.isEmpty();
    return request.required(byOldName ? OLD_FIELD : FIELD);
  }

  /** The id that {@code text} spells; any other text is an unknown run. */
  public static UUID require(String text) {
    return parse(text).orElseThrow(() -> unknown(Texts.excerpt(text)));
  }

  /** Says that there is no such run. */
  public static ApiException unknown(String id) {
    return ApiException.notFound("Run with id=" + id + " not found");
  }
}
