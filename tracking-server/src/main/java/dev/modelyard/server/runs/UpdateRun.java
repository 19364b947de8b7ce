package dev.modelyard.server.runs;

import dev.modelyard.server.wire.FieldReader;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is to change of a run; null leaves as it is. */
record UpdateRun(
    UUID runId, @Nullable RunStatus status, @Nullable Long endTime, @Nullable String name) {

  static UpdateRun read(FieldReader in) {
    String runId = null;
    String runUuid = null;
    RunStatus status = null;
    Long endTime = null;
    String name = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "run_id" -> runId = in.string();
        case "run_uuid" -> runUuid = in.string();
        case "status" -> status = in.enumeration(RunStatus.class);
        case "end_time" -> endTime = in.int64();
        case "run_name" -> name = in.string();
        default -> in.skip();
      }
    }
    String id = in.requireText(runId == null ? runUuid : runId, "run_id");
    return new UpdateRun(
        RunIds.require(id),
        status,
        endTime,
        name == null || name.isEmpty() ? null : RunNames.checked(name));
  }
}
