package dev.modelyard.server.artifacts;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.wire.FieldReader;
import java.util.List;
import java.util.UUID;

/**
 * A checked question: which of these runs have a file of this path.
 *
 * @param runs each once, in the order asked
 */
record WithFile(List<UUID> runs, ArtifactPath path) {
  private static final int MAX_RUNS = 1_000;

  WithFile {
    runs = List.copyOf(runs);
  }

  static WithFile read(FieldReader in) {
    List<String> runIds = List.of();
    String path = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "run_ids" -> runIds = in.strings();
        case "path" -> path = in.string();
        default -> in.skip();
      }
    }
    if (runIds.isEmpty()) {
      throw ApiException.invalid("Missing value for required parameter 'run_ids'");
    }
    if (runIds.size() > MAX_RUNS) {
      throw ApiException.invalid(
          "Too many runs in 'run_ids': " + runIds.size() + "; at most " + MAX_RUNS);
    }
    if (path == null || path.isEmpty()) {
      throw ApiException.invalid("Missing value for required parameter 'path'");
    }
    return new WithFile(RunIds.parseAll(runIds), ArtifactPath.parse(path));
  }
}
