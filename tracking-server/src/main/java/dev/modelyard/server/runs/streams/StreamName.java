package dev.modelyard.server.runs.streams;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.wire.TextFields;
import dev.modelyard.server.wire.Texts;
import java.util.UUID;
import java.util.regex.Pattern;

/** One writer of one run, by the name that it gave itself. */
record StreamName(UUID runId, String stream) {
  static final String FIELD = "stream";

  private static final Pattern GOOD = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  StreamName {
    if (!GOOD.matcher(stream).matches()) {
      throw ApiException.invalid(
          "Invalid value \""
              + Texts.excerpt(stream)
              + "\" for '"
              + FIELD
              + "': must be 1 to 64 letters, digits, underscores (_) and dashes (-)");
    }
  }

  static StreamName of(TextFields request) {
    return new StreamName(RunIds.require(request.required(RunIds.FIELD)), request.required(FIELD));
  }
}
